import type { Clock } from '../../kernel/clock/clock.ts'
import type { Random } from '../../kernel/random.ts'
import {
  baseName,
  directoryOf,
  type FileStatus,
  type Files,
  joinPath,
  type ReadableFile,
  type Rights,
  type WritableFile,
} from '../files.ts'
import { partsOf, refuseRename } from '../rename-rules.ts'
import { systemError } from '../system-error.ts'
import { Disk } from './disk.ts'
import { Chance } from './fate.ts'
import { Crashed, type Fault, type Faults, type Operation } from './faults.ts'
import { DirectoryInode, FileInode, type Inode, type NameChange, renamed } from './inode.ts'

/**
 * Files on a simulated disk, for tests of what survives: it fails when it is told to, and at a crash it forgets what was
 * not synced, as a real one may.
 *
 * - Bytes that were appended after the last `sync` of a file survive in part: any number of them, with sectors of zeros.
 * - Names that were made, changed or removed since the directory was synced are there as before or as after, each by
 *   itself and in any combination; a rename is one change.
 * - After a `sync` that failed, the bytes that it was for are lost at the next crash, and a later `sync` says that all is
 *   well, as Linux does.
 *
 * Source    OSDI'14 "All File Systems Are Not Created Equal", ATC'20 "Can Applications Recover from fsync Failures?"
 */
export class FaultyFiles implements Files {
  readonly #clock: Clock
  #disk: Disk
  #faults: Faults = () => undefined
  #operations = 0
  #temporary = 0
  /** Which start of the machine it is: files that were opened before do not work any more. */
  #life = 0
  #crashed = false

  /** A disk may be given that holds something; otherwise it is empty. */
  constructor(clock: Clock, disk = new Disk(new DirectoryInode(clock.now()))) {
    this.#clock = clock
    this.#disk = disk
  }

  /** The disk as it is now, with all that was not synced. What is done from now on is not done to it. */
  snapshot(): Disk {
    return this.#disk.copy()
  }

  /** Operations so far. */
  get operations(): number {
    return this.#operations
  }

  get hasCrashed(): boolean {
    return this.#crashed
  }

  /** Have things go wrong from now on. */
  fail(faults: Faults): void {
    this.#faults = faults
  }

  /** Stop the machine, and start it again with what chance leaves of the disk. Faults end. */
  restart(random: Random): void {
    this.#disk = this.#disk.left(new Chance(random))
    this.#faults = () => undefined
    this.#crashed = false
    this.#life++
  }

  /** Put a file there as if by another machine, last changed at `modified`: nothing can go wrong with it, and it survives. */
  async durably(path: string, bytes: Uint8Array, modified = this.#clock.now()): Promise<void> {
    const faults = this.#faults
    const operations = this.#operations
    this.#faults = () => undefined
    try {
      await this.makeDirectory(directoryOf(path))
      const file = this.create(path)
      file.append(bytes)
      await file.sync()
      file.close()
      const inode = this.#disk.find(path) as FileInode
      inode.modified = modified
      for (let [at, above] = [path, directoryOf(path)]; above !== at; [at, above] = [above, directoryOf(above)])
        await this.syncDirectory(above)
    } finally {
      this.#faults = faults
      this.#operations = operations
    }
  }

  /** Look at the disk as if from another machine: nothing can go wrong with that, and it does not count. */
  quietly<R>(look: () => R): R {
    const [faults, operations] = [this.#faults, this.#operations]
    this.#faults = () => undefined
    try {
      return look()
    } finally {
      this.#faults = faults
      this.#operations = operations
    }
  }

  /** Change one bit of a file, as a disk that ages does. */
  flip(path: string, bit: number): void {
    const file = this.#disk.find(path)
    if (file?.kind !== 'file') throw systemError('ENOENT', 'open', path)
    const byte = bit >> 3
    file.bytes = Buffer.from(file.bytes)
    file.bytes[byte] = (file.bytes[byte] as number) ^ (1 << (bit & 7))
    file.durable = Buffer.from(file.bytes.subarray(0, file.size))
  }

  statSync(path: string): FileStatus | undefined {
    this.#requireLife()
    const node = this.#disk.find(path)
    return node && statusOf(path, node)
  }

  listSync(directory: string): FileStatus[] {
    this.#requireLife()
    const { entries } = this.#disk.directory(directory, 'scandir')
    return [...entries.keys()].sort().map((name) => statusOf(joinPath(directory, name), entries.get(name) as Inode))
  }

  /** There are none. */
  linkSync(): undefined {}

  async stat(path: string): Promise<FileStatus | undefined> {
    return this.statSync(path)
  }

  async list(directory: string): Promise<FileStatus[]> {
    return this.listSync(directory)
  }

  open(path: string): ReadableFile {
    this.#begin('open', path)
    const node = this.#disk.find(path)
    if (node === undefined) throw systemError('ENOENT', 'open', path)
    if (node.kind === 'directory') throw systemError('EISDIR', 'open', path)
    return this.#reading(node, path)
  }

  create(path: string, options?: Rights & { readonly exclusive?: boolean }): WritableFile {
    this.#begin('create', path)
    const { parent, name } = this.#disk.place(path, 'open')
    const old = parent.entries.get(name)
    if (old !== undefined && options?.exclusive === true) throw systemError('EEXIST', 'open', path)
    if (old?.kind === 'directory') throw systemError('EISDIR', 'open', path)
    const file = old ?? new FileInode(this.#clock.now(), options?.private === true ? 0o600 : 0o644)
    file.clear(this.#clock.now())
    if (old === undefined) this.#change([{ directory: parent, name, inode: file }])
    return this.#writing(file, path)
  }

  async makeDirectory(path: string, rights?: Rights): Promise<void> {
    this.#begin('mkdir', path)
    const mode = rights?.private === true ? 0o700 : 0o755
    let at = this.#disk.root
    for (const name of partsOf(path)) {
      const next = at.entries.get(name) ?? new DirectoryInode(this.#clock.now(), mode)
      if (next.kind !== 'directory') throw systemError('EEXIST', 'mkdir', path)
      if (!at.entries.has(name)) this.#change([{ directory: at, name, inode: next }])
      at = next
    }
  }

  async rename(from: string, to: string): Promise<void> {
    this.#begin('rename', to)
    const [source, target] = [this.#disk.place(from, 'rename'), this.#disk.place(to, 'rename')]
    const moved = source.parent.entries.get(source.name)
    if (moved === undefined) throw systemError('ENOENT', 'rename', from)
    const replaced = target.parent.entries.get(target.name)
    if (moved === replaced) return
    refuseRename(from, to, renamed(moved), replaced && renamed(replaced))
    this.#change([
      { directory: source.parent, name: source.name, inode: undefined },
      { directory: target.parent, name: target.name, inode: moved },
    ])
  }

  async syncFile(path: string): Promise<void> {
    const node = this.#disk.find(path)
    if (node?.kind !== 'file') throw systemError('ENOENT', 'open', path)
    this.#begin('fdatasync', path, this.#life, () => node.failSync())
    node.sync()
  }

  async syncDirectory(path: string): Promise<void> {
    this.#begin('fsync', path)
    this.#disk.sync(this.#disk.directory(path, 'fsync'))
  }

  async remove(path: string): Promise<void> {
    this.#begin('rm', path)
    if (this.#disk.find(path) === undefined) return
    const { parent, name } = this.#disk.place(path, 'rm')
    this.#change([{ directory: parent, name, inode: undefined }])
  }

  async temporaryDirectory(prefix: string, under = '/tmp'): Promise<string> {
    const path = joinPath(under, `${prefix}${String(++this.#temporary).padStart(6, '0')}`)
    await this.makeDirectory(path)
    return path
  }

  #reading(file: FileInode, path: string): ReadableFile {
    const life = this.#life
    let isOpen = true
    return {
      size: file.size,
      read: (into, position) => {
        this.#begin('read', path, life)
        if (!isOpen) throw systemError('EBADF', 'read', path)
        const end = Math.min(file.size, position + into.length)
        if (end <= position) return 0
        into.set(file.bytes.subarray(position, end))
        return end - position
      },
      close: () => {
        isOpen = false
      },
    }
  }

  #writing(file: FileInode, path: string): WritableFile {
    const life = this.#life
    let [isOpen, size] = [true, 0]
    const requireOpen = (call: string): void => {
      if (!isOpen) throw systemError('EBADF', call, path)
    }
    const append = (bytes: Uint8Array): void => {
      requireOpen('write')
      const written = this.#beginWrite(path, life, bytes.length, (length) =>
        file.append(bytes.subarray(0, length), this.#clock.now()),
      )
      size += written
    }
    return {
      get size() {
        return size
      },
      append,
      appendAll: (parts) => append(Buffer.concat(parts)),
      sync: async () => {
        requireOpen('fdatasync')
        this.#begin('fdatasync', path, life, () => file.failSync())
        file.sync()
      },
      close: () => {
        isOpen = false
      },
    }
  }

  /** A write that may arrive in part before it fails. */
  #beginWrite(path: string, life: number, length: number, write: (length: number) => void): number {
    const fault = this.#next('write', path, life)
    if (fault === undefined) {
      write(length)
      return length
    }
    write(Math.min(length, fault.kind === 'crash' ? length : (fault.written ?? 0)))
    throw this.#thrown(fault, 'write', path)
  }

  /** Throw when an operation is to go wrong. */
  #begin(call: Operation['call'], path: string, life = this.#life, failed: () => void = () => {}): void {
    const fault = this.#next(call, path, life)
    if (fault === undefined) return
    if (fault.kind === 'error') failed()
    throw this.#thrown(fault, call, path)
  }

  #next(call: Operation['call'], path: string, life: number): Fault | undefined {
    this.#requireLife(life)
    return this.#faults({ number: this.#operations++, call, path })
  }

  #thrown(fault: Fault, call: string, path: string): Error {
    if (fault.kind === 'error') return systemError(fault.code, call, path)
    this.#crashed = true
    return new Crashed()
  }

  #requireLife(life = this.#life): void {
    if (this.#crashed || life !== this.#life) throw new Crashed()
  }

  #change(parts: NameChange['parts']): void {
    this.#disk.change(parts, this.#clock.now())
  }
}

const statusOf = (path: string, node: Inode): FileStatus => ({
  path,
  name: baseName(path),
  kind: node.kind,
  size: node.kind === 'file' ? node.size : 0,
  modified: node.modified,
  mode: node.mode,
})
