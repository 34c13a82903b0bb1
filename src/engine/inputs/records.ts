import { StreamError } from '../../kernel/errors.ts'
import type { Feed } from './line.ts'

/**
 * The records of feeds one after another, as an iterator: what a function over a whole partition reads. Nothing is
 * computed before it is asked for.
 */
export class Records implements IterableIterator<any> {
  readonly #feeds: Iterator<Feed>
  readonly #generated: boolean
  #inner: Iterator<any> | undefined

  constructor(feeds: Iterator<Feed>, generated: boolean) {
    this.#feeds = feeds
    this.#generated = generated
  }

  next(): IteratorResult<any> {
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

function recordsOf(feed: Feed, generated: boolean): Iterator<any> {
  const { records } = feed
  if (records === undefined)
    throw new StreamError('BUG_INVARIANT', 'records that have to be waited for were not read ahead')
  // An array is handed out by an iterator of its own, so that nobody can change it.
  if (feed.line.steps.length === 0 && Array.isArray(records)) return records.values()
  return feed.line.chain.pull(records, feed.line.trace(), generated)
}
