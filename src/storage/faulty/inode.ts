import type { Renamed } from '../rename-rules.ts'
import type { Fate } from './fate.ts'

/** What a directory has under a name. */
export type Inode = FileInode | DirectoryInode

/** Bytes between two of these are written whole or not at all. */
const SECTOR = 512

/** A file of a disk that forgets: what was written, and how much of it a crash leaves alone. */
export class FileInode {
  readonly kind = 'file'
  bytes: Buffer = Buffer.alloc(0)
  size = 0
  modified: number
  readonly mode: number
  /** Bytes that survive a crash. */
  durable: Buffer = Buffer.alloc(0)
  /** Bytes of `durable` that no sync makes durable any more: a sync of them has failed, and the system has dropped them. */
  #dropped: { readonly from: number; readonly to: number }[] = []

  constructor(modified: number, mode: number) {
    this.modified = modified
    this.mode = mode
  }

  append(added: Uint8Array, now: number): void {
    const size = this.size + added.length
    if (size > this.bytes.length) {
      const larger = Buffer.alloc(Math.max(size, 2 * this.bytes.length))
      this.bytes.copy(larger, 0, 0, this.size)
      this.bytes = larger
    }
    this.bytes.set(added, this.size)
    this.size = size
    this.modified = now
  }

  clear(now: number): void {
    this.bytes = Buffer.alloc(0)
    this.size = 0
    this.modified = now
  }

  sync(): void {
    const durable = Buffer.from(this.bytes.subarray(0, this.size))
    for (const { from, to } of this.#dropped) durable.fill(0, from, Math.min(to, durable.length))
    this.durable = durable
  }

  /** A sync that fails: what was not durable is marked as written all the same, and is lost. */
  failSync(): void {
    this.#dropped.push({ from: this.durable.length, to: this.size })
  }

  /** What a crash leaves: the durable bytes, and of the others as many as fate has it, whole sectors being torn out. */
  crashed(fate: Fate): FileInode {
    const durable = this.size < this.durable.length && fate.undoes() ? Buffer.alloc(0) : this.durable
    const end = durable.length + fate.keeps(Math.max(0, this.size - durable.length))
    return this.#holding(
      end === durable.length && this.#dropped.length === 0 ? durable : this.#torn(durable, end, fate),
    )
  }

  /** The same once more. Bytes are never written over, so both may have them. */
  copy(): FileInode {
    const copy = new FileInode(this.modified, this.mode)
    copy.bytes = this.bytes.subarray(0, this.size)
    copy.size = this.size
    copy.durable = this.durable
    copy.#dropped = [...this.#dropped]
    return copy
  }

  #torn(durable: Buffer, end: number, fate: Fate): Buffer {
    const bytes = Buffer.concat([durable, this.bytes.subarray(durable.length, end)])
    for (let at = durable.length; at < end; at += SECTOR - (at % SECTOR))
      if (fate.tears()) bytes.fill(0, at, Math.min(end, at + SECTOR - (at % SECTOR)))
    for (const { from, to } of this.#dropped) bytes.fill(0, Math.min(from, end), Math.min(to, end))
    return bytes
  }

  #holding(bytes: Buffer): FileInode {
    const left = new FileInode(this.modified, this.mode)
    left.bytes = bytes
    left.size = bytes.length
    left.durable = bytes
    return left
  }
}

/** A change of names that a crash may undo as long as its directories were not synced. */
export interface NameChange {
  /** All of them, or none. */
  readonly parts: readonly {
    readonly directory: DirectoryInode
    readonly name: string
    readonly inode: Inode | undefined
  }[]
}

/** A directory of a disk that forgets. */
export class DirectoryInode {
  readonly kind = 'directory'
  readonly entries = new Map<string, Inode>()
  readonly durable = new Map<string, Inode>()
  modified: number
  readonly mode: number

  constructor(modified: number, mode = 0o755) {
    this.modified = modified
    this.mode = mode
  }
}

/** What it is to a rename. */
export const renamed = (inode: Inode): Renamed =>
  inode.kind === 'file' ? 'file' : inode.entries.size === 0 ? 'empty directory' : 'directory'
