import { directoryOf, type Files, type Rights } from './files.ts'
import { codeOf } from './system-error.ts'

/**
 * Make a directory, with all above it, so that it survives a crash once this resolves.
 *
 * The names of all directories above it are synced, also of those that were there: whoever made them may have crashed
 * before that. One that may not be read cannot have been made by us and is left out.
 */
export async function makeDurableDirectory(files: Files, path: string, rights?: Rights): Promise<void> {
  await files.makeDirectory(path, rights)
  for (let [at, above] = [path, directoryOf(path)]; above !== at; [at, above] = [above, directoryOf(above)]) {
    try {
      await files.syncDirectory(above)
    } catch (error) {
      if (codeOf(error) !== 'EACCES' && codeOf(error) !== 'EPERM') throw error
    }
  }
}

/** Make what lies above a directory that is to be private: others may come to what else is put there. */
export async function makeAbove(files: Files, path: string): Promise<void> {
  const above = directoryOf(path.replace(/(?<=.)\/+$/, ''))
  if (files.statSync(above) === undefined) await files.makeDirectory(above)
}
