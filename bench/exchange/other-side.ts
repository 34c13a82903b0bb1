/** The receiving thread of the benchmark: it adds values up by key and answers how many keys there are and their sum. */
import { deserialize } from 'node:v8'
import { parentPort, workerData } from 'node:worker_threads'
import { decode } from '../../src/engine/exchange/exchange.ts'
import { KeyReceiver } from '../../src/engine/exchange/key-receiver.ts'
import type { KeyedFrame } from '../../src/engine/exchange/key-sender.ts'
import { KeySlots } from '../../src/engine/exchange/key-slots.ts'

type Pairs = readonly (readonly [string, number])[]

const receiver = new KeyReceiver()
const slots = new KeySlots()
const words: string[] = []

function byKey(pairs: Pairs): readonly [number, number] {
  const sums = new Map<string, number>()
  for (let i = 0; i < pairs.length; i++) {
    const [key, value] = pairs[i] as readonly [string, number]
    sums.set(key, (sums.get(key) ?? 0) + value)
  }
  let total = 0
  for (const sum of sums.values()) total += sum
  return [sums.size, total]
}

function bySlot(at: Int32Array, values: ArrayLike<number>, most: number): readonly [number, number] {
  const sums = new Float64Array(most)
  const seen = new Uint8Array(most)
  for (let i = 0; i < at.length; i++) {
    const slot = at[i] as number
    sums[slot] = (sums[slot] as number) + (values[i] as number)
    seen[slot] = 1
  }
  return [seen.reduce((n, one) => n + one, 0), sums.reduce((a, b) => a + b, 0)]
}

interface ByHand {
  readonly added: readonly string[]
  readonly ids: Int32Array
  readonly values: Float64Array
}

function ids({ added, ids, values }: ByHand): readonly [number, number] {
  for (const word of added) words.push(word)
  return bySlot(ids, values, words.length)
}

function strings({ added, ids, values }: ByHand): readonly [number, number] {
  for (const word of added) words.push(word)
  return byKey(Array.from(ids, (id, i) => [words[id] as string, values[i] as number]))
}

function receivedBySlot(frame: KeyedFrame): readonly [number, number] {
  const pairs = receiver.receive(frame)
  return bySlot(slots.of(pairs), pairs.values as Int32Array, slots.keys.length)
}

/** What each variant does with what it is sent. */
const WAYS: Readonly<Record<string, (message: any) => readonly [number, number]>> = {
  tuples: byKey,
  v8: (bytes: Uint8Array) => byKey(deserialize(bytes) as Pairs),
  'by hand, ids': ids,
  'by hand, strings': strings,
  pairs: (frame: Uint8Array) => byKey(decode(frame) as unknown as Pairs),
  dictionary: (frame: KeyedFrame) => byKey(receiver.receive(frame).pairs() as unknown as Pairs),
  ids: receivedBySlot,
}

const way = WAYS[workerData as string] as (message: any) => readonly [number, number]
parentPort?.on('message', (message) => parentPort?.postMessage(way(message)))
