import { serialize } from 'node:v8'
import { threadId, Worker } from 'node:worker_threads'
import { encodePairs } from '../../src/engine/exchange/exchange.ts'
import { KeySender } from '../../src/engine/exchange/key-sender.ts'
import type { Bench, Summary, Variant } from '../lib/variant.ts'

const PAIRS = 100_000
const WORDS = 20_000

/** Words that come often and words that come rarely, each time as the same string, as from a map that combined them. */
const words = Array.from({ length: WORDS }, (_, i) => `word${((i * 7919) % 100_003).toString(36)}`)
const PAIRS_SENT = Array.from({ length: PAIRS }, (_, i): readonly [string, number] => {
  const rank = Math.floor(WORDS * (((i * 7919) % PAIRS) / PAIRS) ** 3)
  return [words[rank] as string, i % 50]
})

interface Message {
  readonly message: unknown
  /** Memory that changes hands. */
  readonly transfer?: readonly ArrayBuffer[]
}

const transferred = (bytes: Uint8Array): Message => ({ message: bytes, transfer: [bytes.buffer as ArrayBuffer] })

function dictionaryByHand(): () => Message {
  const known = new Map<string, number>()
  return () => {
    const added: string[] = []
    const [ids, values] = [new Int32Array(PAIRS), new Float64Array(PAIRS)]
    for (let i = 0; i < PAIRS; i++) {
      const [key, value] = PAIRS_SENT[i] as readonly [string, number]
      let id = known.get(key)
      if (id === undefined) {
        id = known.size
        known.set(key, id)
        added.push(key)
      }
      ids[i] = id
      values[i] = value
    }
    return { message: { added, ids, values }, transfer: [ids.buffer, values.buffer] }
  }
}

/** A batch to the thread that does `way`, aggregated there and acknowledged. */
const variant = (way: string, making: () => () => Message) => async (): Promise<Variant> => {
  const worker = new Worker('./bench/exchange/other-side.ts', { workerData: way })
  const make = making()
  return {
    run: async () => {
      const { promise, resolve, reject } = Promise.withResolvers<unknown>()
      worker.once('message', resolve)
      worker.once('error', reject)
      const { message, transfer = [] } = make()
      worker.postMessage(message, transfer)
      const answer = await promise
      worker.off('error', reject)
      return { answer }
    },
    close: async () => {
      await worker.terminate()
    },
  }
}

const dictionary = (shared: boolean) => (): (() => Message) => {
  const sender = new KeySender({ origin: threadId, shared })
  return () => {
    const message = sender.encode(PAIRS_SENT)
    return { message, transfer: shared ? [] : [message.frame.buffer as ArrayBuffer] }
  }
}

const times = (figures: ReadonlyMap<string, Summary>, faster: string, slower: string): number =>
  (figures.get(slower)?.median ?? Number.NaN) / (figures.get(faster)?.median ?? Number.NaN)

export const EXCHANGE: Bench = {
  about: '100 k [string, number] pairs of 20 k keys to another thread, added up by key there, and acknowledged',
  items: PAIRS,
  seconds: 1,
  variants: {
    'postMessage of tuples': variant('tuples', () => () => ({ message: PAIRS_SENT })),
    'v8.serialize': variant('v8', () => () => {
      const bytes = serialize(PAIRS_SENT)
      // Node may have cut it out of a larger block, which cannot be transferred.
      return transferred(bytes.buffer.byteLength === bytes.length ? bytes : Uint8Array.from(bytes))
    }),
    'frame of pairs': variant('pairs', () => () => transferred(encodePairs(PAIRS_SENT))),
    'frame of pairs, shared': variant('pairs', () => () => ({ message: encodePairs(PAIRS_SENT, { shared: true }) })),
    'by hand, back to strings': variant('by hand, strings', dictionaryByHand),
    'dictionary, back to pairs': variant('dictionary', dictionary(true)),
    'by hand, sums by id': variant('by hand, ids', dictionaryByHand),
    'dictionary, sums by id': variant('ids', dictionary(false)),
    'the same, shared': variant('ids', dictionary(true)),
  },
  goals: (figures) => [
    [
      'frames of pairs are 2 times as fast as postMessage',
      times(figures, 'frame of pairs', 'postMessage of tuples') >= 2,
    ],
    [
      'sums by id are 5 times as fast as postMessage',
      times(figures, 'dictionary, sums by id', 'postMessage of tuples') >= 5,
    ],
    [
      'sums by id are 0.7 of a dictionary by hand, which checks nothing',
      times(figures, 'dictionary, sums by id', 'by hand, sums by id') >= 0.7,
    ],
  ],
}
