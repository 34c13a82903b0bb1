import { baseName, directoryOf } from '../files.ts'
import { partsOf } from '../rename-rules.ts'
import { systemError } from '../system-error.ts'
import type { Fate } from './fate.ts'
import { DirectoryInode, type FileInode, type Inode, type NameChange } from './inode.ts'
import { settle, survivors } from './survivors.ts'

/** What lies on a simulated disk, as the system sees it and as a crash may leave it. */
export class Disk {
  readonly root: DirectoryInode
  /** Changes of names that a crash may undo, in order. */
  #changes: readonly NameChange[]

  constructor(root: DirectoryInode, changes: readonly NameChange[] = []) {
    this.root = root
    this.#changes = changes
  }

  /** One outcome of a crash. */
  left(fate: Fate): Disk {
    const undone = new Set(this.#changes.filter(() => fate.undoes()))
    return new Disk(survivors(this.root, undone, this.#changes, fate))
  }

  /** The same once more, with all that was not synced: what is done to either is not done to the other. */
  copy(): Disk {
    const files = new Map<FileInode, FileInode>()
    const directories = new Map<DirectoryInode, DirectoryInode>()
    const copyOf = (inode: Inode): Inode => (inode.kind === 'file' ? fileOf(inode) : directoryCopy(inode))
    const fileOf = (inode: FileInode): FileInode => {
      const copy = files.get(inode) ?? inode.copy()
      files.set(inode, copy)
      return copy
    }
    const directoryCopy = (inode: DirectoryInode): DirectoryInode => {
      const known = directories.get(inode)
      if (known !== undefined) return known
      const copy = new DirectoryInode(inode.modified, inode.mode)
      directories.set(inode, copy)
      for (const [name, entry] of inode.entries) copy.entries.set(name, copyOf(entry))
      for (const [name, entry] of inode.durable) copy.durable.set(name, copyOf(entry))
      return copy
    }
    const root = directoryCopy(this.root)
    const changes = this.#changes.map(({ parts }) => ({
      parts: parts.map(({ directory, name, inode }) => ({
        directory: directoryCopy(directory),
        name,
        inode: inode && copyOf(inode),
      })),
    }))
    return new Disk(root, changes)
  }

  change(parts: NameChange['parts'], now: number): void {
    for (const { directory, name, inode } of parts) {
      if (inode === undefined) directory.entries.delete(name)
      else directory.entries.set(name, inode)
      directory.modified = now
    }
    this.#changes = [...this.#changes, { parts }]
  }

  /** Have the names of a directory survive a crash. */
  sync(directory: DirectoryInode): void {
    directory.durable.clear()
    for (const [name, inode] of directory.entries) directory.durable.set(name, inode)
    // A rename between two directories is settled when either is.
    this.#changes = this.#changes.filter(({ parts }) => {
      if (!parts.some((part) => part.directory === directory)) return true
      for (const { directory: at, name, inode } of parts) settle(at, name, inode)
      return false
    })
  }

  find(path: string): Inode | undefined {
    let node: Inode | undefined = this.root
    for (const part of partsOf(path)) node = node?.kind === 'directory' ? node.entries.get(part) : undefined
    return node
  }

  /** Errors: ENOENT, ENOTDIR. */
  directory(path: string, call: string): DirectoryInode {
    const node = this.find(path)
    if (node?.kind === 'directory') return node
    throw systemError(node === undefined ? 'ENOENT' : 'ENOTDIR', call, path)
  }

  /** Where a name is, or would be. Errors: EINVAL, ENOENT, ENOTDIR. */
  place(path: string, call: string): { parent: DirectoryInode; name: string } {
    const name = baseName(path)
    if (name === '' || name === '.') throw systemError('EINVAL', call, path)
    return { parent: this.directory(directoryOf(path), call), name }
  }
}
