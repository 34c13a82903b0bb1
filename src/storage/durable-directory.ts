import { directoryOf, type Files } from './files.ts'
import { codeOf } from './system-error.ts'

/**
 * Make a directory, with all above it, so that it survives a crash once this resolves.
 *
 * The names of all directories above it are synced, also of those that were there: whoever made them may have crashed
 * before that. One that may not be read cannot have been made by us and is left out.
 */
export async function makeDurableDirectory(files: Files, path: string): Promise<void> {
  await files.makeDirectory(path)
  for (let [at, above] = [path, directoryOf(path)]; above !== at; [at, above] = [above, directoryOf(above)]) {
    try {
      await files.syncDirectory(above)
    } catch (error) {
      if (codeOf(error) !== 'EACCES' && codeOf(error) !== 'EPERM') throw error
    }
  }
}
