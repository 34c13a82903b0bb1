import { type Column, ColumnReader } from './column.ts'
import { pairsOf, readPairs } from './exchange.ts'
import { type FrameHead, HEAD, IDS, open, unreadable } from './frame.ts'
import { edgeOf, KeyLogReader, type LogName, type Pages } from './key-log.ts'
import type { KeyedFrame } from './key-sender.ts'

/** Keys by their ids, of one generation. It grows when frames need more of it; what is in it stays. */
export interface Dictionary {
  readonly keys: readonly unknown[]
}

interface Known extends LogName {
  readonly edge: number | undefined
  readonly log: KeyLogReader
}

/** Generations that a receiver remembers unless it is told otherwise. */
const REMEMBERED = 8

/** Generations of one sender that a receiver remembers: frames of the last one may come when the next has begun. */
const OF_ONE = 2

/**
 * The receiving end of the edges that lead to a thread. It reads the frames of any KeySender of the process, and makes
 * each key once.
 *
 * A key that is an object is the same object in all pairs and batches that have it. It must not be changed.
 */
export class KeyReceiver {
  readonly #remembered: number
  /** The one that was used last is the last. */
  readonly #known: Known[] = []

  /**
   * `remembered` generations stay in memory, those that were used last, and two of each sender at most: what else there
   * was of it, nobody sends any more. One that was forgotten is read again when a frame needs it.
   */
  constructor(remembered = REMEMBERED) {
    this.#remembered = remembered
  }

  /** Keys in the dictionaries that are remembered. */
  get size(): number {
    return this.#known.reduce((sum, { log }) => sum + log.keys.length, 0)
  }

  /**
   * The pairs of a frame. What is answered shares memory with the frame and with the dictionary.
   *
   * Errors    BUG_INVARIANT for bytes that are damaged or no such frame
   */
  receive({ frame, pages }: KeyedFrame): ReceivedPairs {
    const head = open(frame)
    const reader = new ColumnReader(frame, HEAD)
    if (head.form !== IDS) return new ReceivedPairs(readPairs(head, reader))
    const ids = reader.read(head.count)
    if (!(ids instanceof Int32Array)) throw unreadable('its ids are no numbers')
    const log = this.#log(head, pages)
    log.read(pages, head.needs)
    return new ReceivedPairs({ ids, values: reader.read(head.count), dictionary: log })
  }

  #log({ origin, generation }: FrameHead, pages: Pages): KeyLogReader {
    const at = this.#known.findIndex((known) => known.generation === generation && known.origin === origin)
    const [known = { origin, generation, edge: edgeOf(pages), log: new KeyLogReader({ origin, generation }) }] =
      at < 0 ? [] : this.#known.splice(at, 1)
    this.#known.push(known)
    if (at < 0) this.#forget(known)
    return known.log
  }

  /** A generation is new: forget those that nobody is likely to send any more. */
  #forget({ origin, edge }: Known): void {
    const same = this.#known.filter((known) => known.origin === origin && known.edge === edge)
    const [oldest] = same.length > OF_ONE ? same : this.#known.length > this.#remembered ? this.#known : []
    if (oldest !== undefined) this.#known.splice(this.#known.indexOf(oldest), 1)
  }
}

/** Pairs that have arrived: with ids, or with their keys when they were sent without a dictionary. */
type Arrived =
  | { readonly ids: Int32Array; readonly values: Column; readonly dictionary: Dictionary }
  | { readonly keys: Column; readonly values: Column }

/** Pairs that have arrived, to be had as columns or as pairs. */
export class ReceivedPairs {
  readonly #arrived: Arrived

  constructor(arrived: Arrived) {
    this.#arrived = arrived
  }

  get length(): number {
    return this.values.length
  }

  get values(): Column {
    return this.#arrived.values
  }

  /** For each pair the id of its key, where `dictionary` has the key; nothing when the keys were sent as they are. */
  get ids(): Int32Array | undefined {
    return 'ids' in this.#arrived ? this.#arrived.ids : undefined
  }

  get dictionary(): Dictionary | undefined {
    return 'ids' in this.#arrived ? this.#arrived.dictionary : undefined
  }

  /** The keys, one for each pair. */
  keys(): Column {
    if ('keys' in this.#arrived) return this.#arrived.keys
    const { ids, dictionary } = this.#arrived
    const keys = new Array<unknown>(ids.length)
    for (let i = 0; i < ids.length; i++) keys[i] = dictionary.keys[ids[i] as number]
    return keys
  }

  pairs(): [unknown, unknown][] {
    return pairsOf({ keys: this.keys(), values: this.values })
  }
}
