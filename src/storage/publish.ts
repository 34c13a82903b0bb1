import { directoryOf, type Files, type Rights } from './files.ts'

/**
 * Put a file in its place so that after a crash at any moment either all of it is there, or what was there before.
 *
 * Resolves when it survives a crash. A file that a crash left half written has the name with `.tmp` behind it.
 *
 * Errors    the system's own; then the old file is in its place, or the new one, and the call may be made again
 */
export async function publish(files: Files, path: string, bytes: Uint8Array, rights?: Rights): Promise<void> {
  const temporary = `${path}.tmp`
  await writeAnew(files, temporary, bytes, rights)
  await files.rename(temporary, path)
  await files.syncDirectory(directoryOf(path))
}

/**
 * Write a file whose bytes survive a crash when this resolves; its name does when its directory is synced. Never into a file
 * that is there: a sync of it may have failed, or somebody may have laid a link in its place.
 *
 * Errors    the system's own
 */
export async function writeAnew(files: Files, path: string, bytes: Uint8Array, rights?: Rights): Promise<void> {
  await files.remove(path)
  const file = files.create(path, { ...rights, exclusive: true })
  try {
    file.append(bytes)
    await file.sync()
  } finally {
    file.close()
  }
}
