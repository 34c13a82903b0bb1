import type { Clock } from '../kernel/clock/clock.ts'
import {
  baseName,
  directoryOf,
  type FileStatus,
  type Files,
  joinPath,
  type ReadableFile,
  type Rights,
  type WritableFile,
} from './files.ts'
import { Content, Directory, type Entry, Link, MemoryReadable, MemoryWritable } from './memory-entries.ts'
import { partsOf, type Renamed, refuseRename } from './rename-rules.ts'
import { systemError } from './system-error.ts'

/**
 * Files that live in memory, for tests. Paths that do not begin with `/` are taken from `/`.
 *
 * Times of change come from the clock. Errors have the same codes as those of a disk. An open file stays readable after
 * it was removed or replaced, as on a disk.
 */
export class MemoryFiles implements Files {
  readonly #clock: Clock
  readonly #root: Directory
  #temporary = 0

  constructor(clock: Clock) {
    this.#clock = clock
    this.#root = new Directory(clock.now())
  }

  /** Write a whole file, with the directories above it. `modified` is the clock's now unless given. */
  write(path: string, content: string | Uint8Array, modified: number = this.#clock.now()): void {
    this.#makeDirectory(directoryOf(path))
    const file = this.#create(path)
    file.append(typeof content === 'string' ? Buffer.from(content) : content)
    file.modified = modified
  }

  /** Set the time of the last change. */
  touch(path: string, modified: number = this.#clock.now()): void {
    const node = this.#find(path)
    if (node === undefined) throw systemError('ENOENT', 'utime', path)
    node.modified = modified
  }

  /** Let a path lead to `target`, which is taken from the root. */
  link(path: string, target: string): void {
    const { parent, name } = this.#place(path, 'symlink')
    if (parent.entries.has(name)) throw systemError('EEXIST', 'symlink', path)
    parent.set(name, new Link(target), this.#clock.now())
  }

  /** Set who may do what: the nine bits of POSIX. Nothing is refused for them here. */
  setMode(path: string, mode: number): void {
    const node = this.#find(path)
    if (node === undefined) throw systemError('ENOENT', 'chmod', path)
    node.mode = mode
  }

  linkSync(path: string): string | undefined {
    const parts = partsOf(path)
    const name = parts.pop()
    const parent = this.#find(parts.join('/'))
    const node = parent instanceof Directory && name !== undefined ? parent.entries.get(name) : undefined
    return node instanceof Link ? node.target : undefined
  }

  statSync(path: string): FileStatus | undefined {
    const node = this.#find(path)
    return node && statusOf(path, node)
  }

  listSync(directory: string): FileStatus[] {
    const { entries } = this.#directory(directory, 'scandir')
    const names = [...entries.keys()].sort()
    return names.flatMap((name) => {
      const path = joinPath(directory, name)
      const node = this.#led(entries.get(name))
      return node === undefined ? [] : [statusOf(path, node)]
    })
  }

  async stat(path: string): Promise<FileStatus | undefined> {
    return this.statSync(path)
  }

  async list(directory: string): Promise<FileStatus[]> {
    return this.listSync(directory)
  }

  open(path: string): ReadableFile {
    const node = this.#find(path)
    if (node === undefined) throw systemError('ENOENT', 'open', path)
    if (node instanceof Directory) throw systemError('EISDIR', 'open', path)
    return new MemoryReadable(node, path)
  }

  create(path: string, options?: Rights & { readonly exclusive?: boolean }): WritableFile {
    return new MemoryWritable(this.#create(path, options), path, this.#clock)
  }

  async makeDirectory(path: string, rights?: Rights): Promise<void> {
    this.#makeDirectory(path, rights)
  }

  async rename(from: string, to: string): Promise<void> {
    const [source, target] = [this.#place(from, 'rename'), this.#place(to, 'rename')]
    const moved = source.parent.entries.get(source.name)
    if (moved === undefined) throw systemError('ENOENT', 'rename', from)
    const replaced = target.parent.entries.get(target.name)
    if (moved === replaced) return
    refuseRename(from, to, renamed(moved), replaced && renamed(replaced))
    source.parent.delete(source.name, this.#clock.now())
    target.parent.set(target.name, moved, this.#clock.now())
  }

  async syncFile(path: string): Promise<void> {
    if (this.#find(path) === undefined) throw systemError('ENOENT', 'open', path)
  }

  async syncDirectory(path: string): Promise<void> {
    this.#directory(path, 'fsync')
  }

  async remove(path: string): Promise<void> {
    if (this.#find(path) === undefined && this.linkSync(path) === undefined) return
    const { parent, name } = this.#place(path, 'rm')
    parent.delete(name, this.#clock.now())
  }

  async temporaryDirectory(prefix: string, under = '/tmp'): Promise<string> {
    const path = joinPath(under, `${prefix}${String(++this.#temporary).padStart(6, '0')}`)
    this.#makeDirectory(path)
    return path
  }

  #find(path: string, links = 0): Directory | Content | undefined {
    let node: Directory | Content | undefined = this.#root
    for (const part of partsOf(path))
      node = node instanceof Directory ? this.#led(node.entries.get(part), links) : undefined
    return node
  }

  /** What an entry is, or leads to: nothing at the end of a circle of links. */
  #led(entry: Entry | undefined, links = 0): Directory | Content | undefined {
    if (!(entry instanceof Link)) return entry
    return links < MOST_LINKS ? this.#find(entry.target, links + 1) : undefined
  }

  #directory(path: string, call: string): Directory {
    const node = this.#find(path)
    if (node instanceof Directory) return node
    throw systemError(node === undefined ? 'ENOENT' : 'ENOTDIR', call, path)
  }

  #place(path: string, call: string): { parent: Directory; name: string } {
    const parts = partsOf(path)
    const name = parts.pop()
    if (name === undefined) throw systemError('EINVAL', call, path)
    return { parent: this.#directory(`/${parts.join('/')}`, call), name }
  }

  #makeDirectory(path: string, rights?: Rights): void {
    let directory = this.#root
    for (const part of partsOf(path)) {
      const next = this.#led(directory.entries.get(part)) ?? new Directory(this.#clock.now(), rights)
      if (!(next instanceof Directory)) throw systemError('EEXIST', 'mkdir', path)
      if (!directory.entries.has(part)) directory.set(part, next, this.#clock.now())
      directory = next
    }
  }

  #create(path: string, options?: Rights & { readonly exclusive?: boolean }): Content {
    const { parent, name } = this.#place(path, 'open')
    const old = parent.entries.get(name)
    if (old !== undefined && options?.exclusive === true) throw systemError('EEXIST', 'open', path)
    const led = this.#led(old)
    if (led instanceof Directory) throw systemError('EISDIR', 'open', path)
    if (old !== undefined && led === undefined) throw systemError('ENOENT', 'open', path)
    const file = led ?? new Content(this.#clock.now(), options)
    file.clear(this.#clock.now())
    if (old === undefined) parent.set(name, file, this.#clock.now())
    return file
  }
}

/** Links that are followed from one name to the next. */
const MOST_LINKS = 40

const statusOf = (path: string, node: Directory | Content): FileStatus => ({
  path,
  name: baseName(path),
  kind: node instanceof Directory ? 'directory' : 'file',
  size: node instanceof Directory ? 0 : node.size,
  modified: node.modified,
  mode: node.mode,
})

const renamed = (entry: Entry): Renamed =>
  !(entry instanceof Directory) ? 'file' : entry.entries.size === 0 ? 'empty directory' : 'directory'
