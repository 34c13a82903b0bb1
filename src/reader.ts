/**
 * What the thread that reads runs: it opens connections and reads them into pages in shared memory, ahead of the thread
 * that hands the bytes on. No code of the user runs here.
 */
import type { Connection, PageSource } from './connect/network.ts'
import { nodeNetwork } from './connect/node-net.ts'
import { type FromReader, type ToReader, toWireFailure } from './engine/receivers/reading-messages.ts'
import { Pages } from './kernel/bytes/pages.ts'
import type { ThreadPort } from './kernel/threads.ts'
import { threadPort } from './workers/node-threads.ts'

/** Pages by number, as both threads know them. */
class NumberedPages implements PageSource {
  readonly #pages = new Pages({ shared: true })
  readonly #byNumber = new Map<number, Buffer>()
  readonly #numbers = new Map<ArrayBufferLike, number>()
  readonly #post: (message: FromReader) => void
  #next = 0

  constructor(post: (message: FromReader) => void) {
    this.#post = post
  }

  take(): Buffer {
    const bytes = this.#pages.take()
    const page = this.#next++
    this.#byNumber.set(page, bytes)
    this.#numbers.set(bytes.buffer, page)
    this.#post({ kind: 'page', page, bytes })
    return bytes
  }

  done(bytes: Uint8Array): void {
    this.#post({ kind: 'done', page: this.#numberOf(bytes) })
  }

  /** Where bytes lie that were read. */
  place(bytes: Uint8Array): { readonly page: number; readonly from: number; readonly to: number } {
    const page = this.#numberOf(bytes)
    const from = bytes.byteOffset - (this.#byNumber.get(page) as Buffer).byteOffset
    return { page, from, to: from + bytes.length }
  }

  #numberOf(bytes: Uint8Array): number {
    return this.#numbers.get(bytes.buffer) as number
  }

  /** The other thread does not need a page any more. */
  free(page: number): void {
    const bytes = this.#byNumber.get(page)
    if (bytes === undefined) return
    this.#byNumber.delete(page)
    this.#numbers.delete(bytes.buffer)
    this.#pages.done(bytes)
  }
}

/** One connection, and how far it is read ahead. */
class Reading {
  readonly #connection: Connection
  readonly #ahead: number
  /** Bytes that were read and not handed on. */
  #open = 0
  #isHeld = false
  #isPaused = false

  constructor({ id, address, ahead }: ToReader & { readonly kind: 'connect' }, pages: NumberedPages, post: Post) {
    this.#ahead = ahead
    this.#connection = nodeNetwork.connect(address, {
      pages,
      open: () => post({ kind: 'open', id }),
      data: (bytes) => {
        post({ kind: 'data', id, ...pages.place(bytes) })
        this.#open += bytes.length
        this.#look()
      },
      end: () => post({ kind: 'end', id }),
      close: (error) => post({ kind: 'close', id, error: error && toWireFailure(error) }),
    })
  }

  /** Do what the other thread says of it. */
  follow(message: Exclude<ToReader, { readonly kind: 'connect' | 'free' }>): void {
    if (message.kind === 'pause' || message.kind === 'resume') this.#isHeld = message.kind === 'pause'
    else if (message.kind === 'taken') this.#open -= message.bytes
    else if (message.kind === 'write') this.#connection.write(message.bytes)
    else this.#connection[message.kind]()
    this.#look()
  }

  #look(): void {
    const pauses = this.#isHeld || this.#open >= (this.#isPaused ? this.#ahead / 2 : this.#ahead)
    if (pauses === this.#isPaused) return
    this.#isPaused = pauses
    if (pauses) this.#connection.pause()
    else this.#connection.resume()
  }
}

type Post = (message: FromReader) => void

function main(port: ThreadPort): void {
  const readings = new Map<number, Reading>()
  const post: Post = (message) => {
    if (message.kind === 'close') readings.delete(message.id)
    port.post(message)
  }
  const pages = new NumberedPages(post)
  port.listen((received) => {
    const message = received as ToReader
    if (message.kind === 'connect') readings.set(message.id, new Reading(message, pages, post))
    else if (message.kind === 'free') pages.free(message.page)
    else readings.get(message.id)?.follow(message)
  })
}

main(threadPort())
