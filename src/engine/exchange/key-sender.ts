import { writeColumn } from './column.ts'
import { type Columns, type Encoding, guarded, type Pairs, recordsOf, sidesOf, writePairs } from './exchange.ts'
import { type Frame, IDS } from './frame.ts'
import { type FrameWriter, type Sides, writing } from './frame-writer.ts'
import { type DictionaryLimits, KeyIds } from './key-ids.ts'
import { KeyLog, type Pages } from './key-log.ts'

export interface SenderOptions extends Encoding {
  /** A whole number that no other thread of the process has, nor ever had: its thread id. */
  readonly origin: number
  /** Default: 131 072 keys, 16 MB. */
  readonly limits?: DictionaryLimits
  /**
   * True when keys that are arrays and plain objects are to have ids as well. To look them up takes the sender longer than
   * to write them, so it pays where the receiver adds up by ids and never looks at keys. Default false.
   */
  readonly composite?: boolean
}

/** A frame with what is needed to read it. */
export interface KeyedFrame {
  readonly frame: Frame
  /** Where the keys of its ids are; none when it has the keys itself. */
  readonly pages: Pages
}

const LIMITS: DictionaryLimits = { entries: 1 << 17, bytes: 16 << 20 }

/** Frames that are sent without ids after dictionaries that did not pay, at most. */
const LONGEST_REST = 64

/** Keys with which a dictionary is looked at first, and then whenever it has twice as many. */
const FIRST_LOOK = 1 << 12

/** The dictionary of some time: its keys with their ids, and the log in which they travel. */
interface Generation {
  readonly generation: number
  readonly ids: KeyIds
  readonly log: KeyLog
  /** Keys that were looked up. */
  used: number
  /** How many keys it is to have when it is looked at. */
  look: number
}

/**
 * The sending end of an edge, from one thread to another: pairs become frames in which a key that was sent before is a
 * number.
 *
 * The dictionary lasts from batch to batch, as a *generation*. When it is full a new one begins, and the keys that are
 * still in use are sent again. Frames with keys that have no ids (dates, bytes; arrays and objects unless `composite`) or
 * with more keys than a dictionary may have are sent as plain pairs; so are frames for a while after a generation in which
 * most keys came once. Where few keys come again and again, and many beside them once, a new generation begins early: it
 * costs little, and what came once is forgotten on both sides.
 *
 * Order    of no account: each frame can be read without the others, by any KeyReceiver of the process
 */
export class KeySender {
  /** Generations of this thread, over all of its edges: a number is never given twice, so no frame fits a stranger. */
  static #generations = 0
  static #edges = 0

  readonly #edge = ++KeySender.#edges
  readonly #options: SenderOptions
  #generation: Generation
  /** Frames to send as plain pairs before ids are tried again. */
  #rest = 0
  #lastRest = 0

  constructor(options: SenderOptions) {
    this.#options = options
    this.#generation = this.#begun()
  }

  /** Keys in the dictionary. */
  get size(): number {
    return this.#generation.ids.size
  }

  /**
   * A frame of pairs, given as such or by their columns.
   *
   * Errors    as `encodePairs`; the edge goes on as if there had been no such call
   */
  encode(pairs: Pairs | Columns): KeyedFrame {
    return writing((writer) => {
      const sides = sidesOf(writer, pairs)
      const ids = this.#ids(sides)
      if (ids === undefined) return { frame: writePairs(writer, sides, this.#options), pages: [] }
      return this.#keyed(writer, sides, ids)
    })
  }

  #begun(): Generation {
    const { origin, limits = LIMITS, composite = false } = this.#options
    const generation = ++KeySender.#generations
    return {
      generation,
      ids: new KeyIds({ limits, composite }),
      log: new KeyLog({ origin, generation }, this.#edge),
      used: 0,
      look: FIRST_LOOK,
    }
  }

  #ids({ keys, length }: Sides): Int32Array | undefined {
    if (this.#rest > 0) {
      this.#rest--
      return undefined
    }
    if (this.#isStale()) this.#generation = this.#begun()
    const ids = new Int32Array(length)
    let refused = this.#generation.ids.assign(keys, ids)
    if (refused === 'full') {
      this.#judge()
      this.#generation = this.#begun()
      if (this.#rest > 0) return undefined
      refused = this.#generation.ids.assign(keys, ids)
      // This frame alone is too much.
      if (refused === 'full') this.#generation = this.#begun()
    }
    this.#generation.used += length
    return refused === undefined ? ids : undefined
  }

  /** True when most keys never came again, and the few others are most of what is sent. */
  #isStale(): boolean {
    const generation = this.#generation
    const { size, returned } = generation.ids
    if (size < generation.look) return false
    generation.look = 2 * size
    return 4 * returned < size && generation.used >= 3 * size
  }

  /** At the end of a generation: rest if most of its keys were used once, and longer each time. */
  #judge(): void {
    const paid = this.#generation.used >= 2 * this.size
    this.#lastRest = paid ? 0 : Math.min(LONGEST_REST, Math.max(1, 2 * this.#lastRest))
    this.#rest = this.#lastRest
  }

  #keyed(writer: FrameWriter, sides: Sides, ids: Int32Array): KeyedFrame {
    guarded(this.#options, recordsOf(sides), () => {
      writeColumn(writer, ids, ids.length)
      writeColumn(writer, sides.values, sides.length)
    })
    this.#log(writer)
    const { generation, log } = this.#generation
    const head = { form: IDS, count: ids.length, origin: this.#options.origin, generation, needs: this.size }
    return { frame: writer.finish(head, this.#options), pages: [...log.pages] }
  }

  /** Put the keys that are new into the log. The memory behind the columns of the frame serves to write them. */
  #log(writer: FrameWriter): void {
    const { ids, log } = this.#generation
    const added = ids.takeAdded()
    if (added.length === 0) return
    const start = writer.at
    writeColumn(writer, added, added.length)
    log.append(writer.bytes.subarray(start, writer.at), added.length)
    writer.at = start
  }
}
