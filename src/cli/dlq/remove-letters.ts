import type { Seal } from '../../storage/log/seal.ts'
import { takeKept } from '../../streaming/checkpoint/kept-folder.ts'
import { Owner } from '../../streaming/checkpoint/owner.ts'
import { letterFolders } from '../../streaming/letters/letter-folders.ts'
import { readLetters, replaceLetters } from '../../streaming/letters/letter-log.ts'
import type { Outside } from './letter-place.ts'

/** Remove letters by id, so that their bytes are gone. Errors: E_CHECKPOINT_IN_USE while a program has the directory. */
export async function removeLetters(
  { files, clock, processes }: Outside,
  directory: string,
  ids: ReadonlySet<string>,
  seal?: Seal,
): Promise<void> {
  const owner = await Owner.claim(files, directory, processes, clock.now())
  try {
    // Not the folder that is there by now: it may be that of who has taken over from this process.
    const kept = await owner.act(() => takeKept(files, directory, owner))
    for (const folder of letterFolders(files, directory, kept)) {
      // Those that were laid aside are in no folder of an owner's; nobody but another one who removes would change them.
      owner.require()
      // Read again: now nobody adds to them.
      const left = readLetters(files, folder, seal).filter(({ id }) => !ids.has(id))
      await replaceLetters(files, folder, left, seal)
    }
  } finally {
    await owner.release()
  }
}
