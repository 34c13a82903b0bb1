import { directoryOf, type Files } from './files.ts'

/**
 * Put a file in its place so that after a crash at any moment either all of it is there, or what was there before.
 *
 * Resolves when it survives a crash. A file that a crash left half written has the name with `.tmp` behind it.
 *
 * Errors    the system's own; then the old file is in its place, or the new one, and the call may be made again
 */
export async function publish(files: Files, path: string, bytes: Uint8Array): Promise<void> {
  const temporary = `${path}.tmp`
  // Never into a file that is there: a sync of it may have failed, or somebody may have laid a link in its place.
  await files.remove(temporary)
  const file = files.create(temporary, { exclusive: true })
  try {
    file.append(bytes)
    await file.sync()
  } finally {
    file.close()
  }
  await files.rename(temporary, path)
  await files.syncDirectory(directoryOf(path))
}
