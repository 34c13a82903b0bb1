import type { Random } from '../../kernel/random.ts'
import type { Renamed } from '../rename-rules.ts'

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
  /** Bytes that survive a crash. */
  durable: Buffer = Buffer.alloc(0)
  /** Bytes of `durable` that no sync makes durable any more: a sync of them has failed, and the system has dropped them. */
  #dropped: { readonly from: number; readonly to: number }[] = []

  constructor(modified: number) {
    this.modified = modified
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

  /** What a crash leaves: the durable bytes, and of the others as much as chance has it, whole sectors being torn out. */
  crashed(random: Random): FileInode {
    const left = new FileInode(this.modified)
    const durable = this.size < this.durable.length && random.below(2) === 0 ? Buffer.alloc(0) : this.durable
    const grown = Math.max(0, this.size - durable.length)
    const kept = random.below(grown + 1)
    const bytes = Buffer.concat([durable, this.bytes.subarray(durable.length, durable.length + kept)])
    for (let at = durable.length; at < bytes.length; at += SECTOR - (at % SECTOR))
      if (random.below(4) === 0) bytes.fill(0, at, Math.min(bytes.length, at + SECTOR - (at % SECTOR)))
    for (const { from, to } of this.#dropped) bytes.fill(0, Math.min(from, bytes.length), Math.min(to, bytes.length))
    left.bytes = bytes
    left.size = bytes.length
    left.durable = Buffer.from(bytes)
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

  constructor(modified: number) {
    this.modified = modified
  }
}

/** What it is to a rename. */
export const renamed = (inode: Inode): Renamed =>
  inode.kind === 'file' ? 'file' : inode.entries.size === 0 ? 'empty directory' : 'directory'
