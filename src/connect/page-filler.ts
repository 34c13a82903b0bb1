import type { PageSource } from './network.ts'

/** With less room than this a page counts as full: reading less at once costs more than the rest of a page. */
const LEAST = 64 * 1024

/** Fills pages one after another. */
export class PageFiller {
  readonly #pages: PageSource
  #page: Buffer | undefined
  #at = 0

  constructor(pages: PageSource) {
    this.#pages = pages
  }

  /** Where the next bytes go. */
  room(): Buffer {
    if (this.#page === undefined || this.#page.length - this.#at < LEAST) {
      this.close()
      this.#page = this.#pages.take()
      this.#at = 0
    }
    return this.#page.subarray(this.#at)
  }

  /** So many bytes were put where `room` said. */
  took(bytes: number): void {
    this.#at += bytes
  }

  /** Nothing more comes. May be called again. */
  close(): void {
    if (this.#page !== undefined) this.#pages.done(this.#page)
    this.#page = undefined
  }
}
