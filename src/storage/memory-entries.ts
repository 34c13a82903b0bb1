import type { Clock } from '../kernel/clock/clock.ts'
import type { ReadableFile, Rights, WritableFile } from './files.ts'
import { systemError } from './system-error.ts'

export type Entry = Directory | Content | Link

/** A directory in memory. */
export class Directory {
  readonly entries = new Map<string, Entry>()
  mode: number
  modified: number

  constructor(modified: number, rights?: Rights) {
    this.mode = rights?.private === true ? 0o700 : 0o755
    this.modified = modified
  }

  set(name: string, entry: Entry, now: number): void {
    this.entries.set(name, entry)
    this.modified = now
  }

  delete(name: string, now: number): void {
    this.entries.delete(name)
    this.modified = now
  }
}

/** A name in memory that leads to another one. */
export class Link {
  readonly target: string

  constructor(target: string) {
    this.target = target
  }
}

/** The bytes of a file in memory, which may have several names over time and several readers. */
export class Content {
  bytes: Uint8Array = new Uint8Array(0)
  size = 0
  mode: number
  modified: number

  constructor(modified: number, rights?: Rights) {
    this.mode = rights?.private === true ? 0o600 : 0o644
    this.modified = modified
  }

  clear(now: number): void {
    this.size = 0
    this.modified = now
  }

  append(added: Uint8Array): void {
    const size = this.size + added.length
    if (size > this.bytes.length) {
      const larger = new Uint8Array(Math.max(size, 2 * this.bytes.length))
      larger.set(this.bytes.subarray(0, this.size))
      this.bytes = larger
    }
    this.bytes.set(added, this.size)
    this.size = size
  }
}

export class MemoryReadable implements ReadableFile {
  readonly size: number
  readonly #path: string
  #content: Content | undefined

  constructor(content: Content, path: string) {
    this.size = content.size
    this.#path = path
    this.#content = content
  }

  read(into: Uint8Array, position: number): number {
    if (this.#content === undefined) throw systemError('EBADF', 'read', this.#path)
    const end = Math.min(this.#content.size, position + into.length)
    if (end <= position) return 0
    into.set(this.#content.bytes.subarray(position, end))
    return end - position
  }

  close(): void {
    this.#content = undefined
  }
}

export class MemoryWritable implements WritableFile {
  readonly #path: string
  readonly #clock: Clock
  #content: Content | undefined
  #size = 0

  constructor(content: Content, path: string, clock: Clock) {
    this.#content = content
    this.#path = path
    this.#clock = clock
  }

  get size(): number {
    return this.#size
  }

  appendAll(parts: readonly Uint8Array[]): void {
    this.append(Buffer.concat(parts))
  }

  append(bytes: Uint8Array): void {
    const content = this.#open('write')
    content.append(bytes)
    content.modified = this.#clock.now()
    this.#size += bytes.length
  }

  async sync(): Promise<void> {
    this.#open('fdatasync')
  }

  close(): void {
    this.#content = undefined
  }

  #open(call: string): Content {
    if (this.#content === undefined) throw systemError('EBADF', call, this.#path)
    return this.#content
  }
}
