import type { Files, ReadableFile, Rights, WritableFile } from '../../src/storage/files.ts'

/** What a process does to its files, or to the network. */
export interface Call {
  readonly call:
    | 'create'
    | 'append'
    | 'sync'
    | 'rename'
    | 'syncFile'
    | 'syncDirectory'
    | 'makeDirectory'
    | 'remove'
    | 'send'
  readonly path: string
  /** The new name. */
  readonly to?: string
  /** What is appended or sent; of a sync, all that was appended since the last one. */
  readonly bytes: readonly Uint8Array[]
}

/** Is told of each call before it is made and after it has been. */
export type Watch = (when: 'before' | 'after', call: Call) => void

const NONE: readonly Uint8Array[] = []

/** Files of which each change is told. */
export class WatchedFiles implements Files {
  readonly #files: Files
  readonly #watch: Watch

  constructor(files: Files, watch: Watch) {
    this.#files = files
    this.#watch = watch
  }

  stat: Files['stat'] = (path) => this.#files.stat(path)
  list: Files['list'] = (directory) => this.#files.list(directory)
  statSync: Files['statSync'] = (path) => this.#files.statSync(path)
  listSync: Files['listSync'] = (directory) => this.#files.listSync(directory)
  linkSync: Files['linkSync'] = (path) => this.#files.linkSync(path)
  open: (path: string) => ReadableFile = (path) => this.#files.open(path)
  temporaryDirectory: Files['temporaryDirectory'] = (prefix, under) => this.#files.temporaryDirectory(prefix, under)

  create(path: string, options?: Rights & { readonly exclusive?: boolean }): WritableFile {
    const call: Call = { call: 'create', path, bytes: NONE }
    this.#watch('before', call)
    const file = this.#files.create(path, options)
    this.#watch('after', call)
    return new WatchedFile(file, path, this.#watch)
  }

  makeDirectory(path: string, rights?: Rights): Promise<void> {
    return this.#told({ call: 'makeDirectory', path, bytes: NONE }, () => this.#files.makeDirectory(path, rights))
  }

  rename(from: string, to: string): Promise<void> {
    return this.#told({ call: 'rename', path: from, to, bytes: NONE }, () => this.#files.rename(from, to))
  }

  syncFile(path: string): Promise<void> {
    return this.#told({ call: 'syncFile', path, bytes: NONE }, () => this.#files.syncFile(path))
  }

  syncDirectory(path: string): Promise<void> {
    return this.#told({ call: 'syncDirectory', path, bytes: NONE }, () => this.#files.syncDirectory(path))
  }

  remove(path: string): Promise<void> {
    return this.#told({ call: 'remove', path, bytes: NONE }, () => this.#files.remove(path))
  }

  async #told(call: Call, act: () => Promise<void>): Promise<void> {
    this.#watch('before', call)
    await act()
    this.#watch('after', call)
  }
}

class WatchedFile implements WritableFile {
  readonly #file: WritableFile
  readonly #path: string
  readonly #watch: Watch
  #unsynced: Uint8Array[] = []

  constructor(file: WritableFile, path: string, watch: Watch) {
    this.#file = file
    this.#path = path
    this.#watch = watch
  }

  get size(): number {
    return this.#file.size
  }

  append(bytes: Uint8Array): void {
    const call: Call = { call: 'append', path: this.#path, bytes: [bytes] }
    this.#watch('before', call)
    this.#file.append(bytes)
    this.#watch('after', call)
    this.#unsynced.push(bytes)
  }

  appendAll(parts: readonly Uint8Array[]): void {
    this.append(Buffer.concat(parts))
  }

  async sync(): Promise<void> {
    const call: Call = { call: 'sync', path: this.#path, bytes: this.#unsynced }
    this.#unsynced = []
    this.#watch('before', call)
    await this.#file.sync()
    this.#watch('after', call)
  }

  close(): void {
    this.#file.close()
  }
}
