import type { Fate } from './fate.ts'
import { DirectoryInode, type FileInode, type Inode, type NameChange } from './inode.ts'

/** The names that are left when some of the changes are undone, and under them what a crash leaves of the files. */
export function survivors(
  root: DirectoryInode,
  undone: ReadonlySet<NameChange>,
  changes: readonly NameChange[],
  fate: Fate,
): DirectoryInode {
  const names = new Map<DirectoryInode, Map<string, Inode>>()
  const namesOf = (directory: DirectoryInode): Map<string, Inode> => {
    const known = names.get(directory) ?? new Map(directory.durable)
    names.set(directory, known)
    return known
  }
  for (const change of changes) {
    if (undone.has(change)) continue
    for (const { directory, name, inode } of change.parts) {
      if (inode === undefined) namesOf(directory).delete(name)
      else namesOf(directory).set(name, inode)
    }
  }
  const files = new Map<FileInode, FileInode>()
  const copy = (inode: Inode): Inode => {
    if (inode.kind === 'file') {
      const left = files.get(inode) ?? inode.crashed(fate)
      files.set(inode, left)
      return left
    }
    const directory = new DirectoryInode(inode.modified, inode.mode)
    for (const [name, entry] of namesOf(inode)) settle(directory, name, copy(entry))
    for (const [name, entry] of directory.durable) directory.entries.set(name, entry)
    return directory
  }
  return copy(root) as DirectoryInode
}

/** Have a name, or none, survive a crash. */
export function settle(directory: DirectoryInode, name: string, inode: Inode | undefined): void {
  if (inode === undefined) directory.durable.delete(name)
  else directory.durable.set(name, inode)
}
