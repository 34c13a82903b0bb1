import { encodePairs, type Pairs } from '../exchange/exchange.ts'
import { KeyReceiver, type ReceivedPairs } from '../exchange/key-receiver.ts'
import { type KeyedFrame, KeySender } from '../exchange/key-sender.ts'

/** Edges with dictionaries at most: those that were used last. */
const MOST = 64

/**
 * The ways of pairs from one worker to others: one for each shuffle of the program and partition behind it. A shuffle that
 * comes again with every batch has a dictionary, so that a key travels once.
 */
export class Edges {
  readonly #origin: number
  readonly #showRecords: boolean
  /** The one that was used last is the last. */
  readonly #senders = new Map<string, KeySender>()
  readonly #receiver = new KeyReceiver(2 * MOST)

  /** `origin` is a number that no other thread of the process has, nor ever had. */
  constructor(origin: number, showRecords: boolean) {
    this.#origin = origin
    this.#showRecords = showRecords
  }

  /** Pairs as bytes that every thread can read. `edge` names the way if it is gone again; undefined when it is not. */
  send(edge: string | undefined, pairs: Pairs): KeyedFrame {
    const encoding = { shared: true, showRecords: this.#showRecords }
    if (edge === undefined) return { frame: encodePairs(pairs, encoding), pages: [] }
    return this.#sender(edge).encode(pairs)
  }

  receive(frame: KeyedFrame): ReceivedPairs {
    return this.#receiver.receive(frame)
  }

  #sender(edge: string): KeySender {
    const known = this.#senders.get(edge)
    this.#senders.delete(edge)
    const sender = known ?? new KeySender({ origin: this.#origin, shared: true, showRecords: this.#showRecords })
    this.#senders.set(edge, sender)
    const [oldest] = this.#senders.keys()
    if (this.#senders.size > MOST && oldest !== undefined) this.#senders.delete(oldest)
    return sender
  }
}
