import { TextBlock } from '../../kernel/bytes/text-block.ts'
import { StreamError } from '../../kernel/errors.ts'
import type { Site } from '../../kernel/site.ts'
import { COUNT_REST } from '../../rdd/declared/counted.ts'
import { restOf } from '../bytes/run-block.ts'
import { Gathered } from '../compile/op.ts'
import { type Careful, type Pulse, UNWATCHED } from '../pulse.ts'
import { runInto } from './drive.ts'
import type { Feed, Sink } from './line.ts'

/**
 * The records of feeds one after another, as an iterator: what a function over a whole partition reads. Nothing is
 * computed before it is asked for.
 */
export class Records implements IterableIterator<any> {
  readonly #feeds: Iterator<Feed>
  readonly #generated: boolean
  readonly #reader: Site | undefined
  readonly #pulse: Pulse
  #inner: Iterator<any> | undefined
  /** Records that are handed out before it is told again that they are. */
  #left = 1

  /** `reader` is whose function reads them. */
  constructor(feeds: Iterator<Feed>, generated: boolean, reader?: Site, pulse: Pulse = UNWATCHED) {
    this.#feeds = feeds
    this.#generated = generated
    this.#reader = reader
    this.#pulse = pulse
  }

  next(): IteratorResult<any> {
    if (--this.#left === 0) this.#left = this.#pulse.beat(this.#reader)
    const { careful } = this.#pulse
    return careful === undefined || this.#reader === undefined ? this.#next() : this.#unskipped(careful, this.#reader)
  }

  #next(): IteratorResult<any> {
    for (;;) {
      if (this.#inner === undefined) {
        const feed = this.#feeds.next()
        if (feed.done === true) return { done: true, value: undefined }
        this.#inner = recordsOf(feed.value, this.#generated)
      }
      const result = this.#inner.next()
      if (result.done !== true) return result
      this.#inner = undefined
    }
  }

  #unskipped(careful: Careful, reader: Site): IteratorResult<any> {
    for (;;) {
      const result = this.#next()
      if (result.done === true) careful.drained(reader)
      else if (careful.enter(reader, result.value)) continue
      return result
    }
  }

  /** What is left, in the loop of a count. */
  [COUNT_REST](): number {
    const gathered = new Gathered()
    // A feed that was begun has an iterator already, which knows where it is.
    for (; this.#inner !== undefined; gathered.count++) if (this.next().done === true) return gathered.count
    for (let feed = this.#feeds.next(); feed.done !== true; feed = this.#feeds.next())
      runInto(feed.value, readyOf(feed.value), COUNT, gathered, this.#generated)
    return gathered.count
  }

  return(): IteratorResult<any> {
    this.#inner?.return?.()
    this.#inner = undefined
    this.#feeds.return?.()
    return { done: true, value: undefined }
  }

  [Symbol.iterator](): this {
    return this
  }
}

/** Counting never fails by itself, so it has no place in the program. */
const COUNT: Sink = { ops: ['count'], functions: [], site: undefined as unknown as Site }

function readyOf({ records }: Feed): Iterable<any> {
  if (records !== undefined) return records
  throw new StreamError('BUG_INVARIANT', 'records that have to be waited for were not read ahead')
}

function recordsOf(feed: Feed, generated: boolean): Iterator<any> {
  const given = readyOf(feed)
  const { line, records } = given instanceof TextBlock ? restOf(given, feed.line) : { line: feed.line, records: given }
  // An array is handed out by an iterator of its own, so that nobody can change it.
  if (line.steps.length === 0 && Array.isArray(records)) return records.values()
  return line.chain.pull(records, line.trace(), generated)
}
