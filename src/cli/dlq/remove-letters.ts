import { Owner } from '../../streaming/checkpoint/owner.ts'
import { readLetters, replaceLetters } from '../../streaming/letters/letter-log.ts'
import type { LetterPlace, Outside } from './letter-place.ts'

/** Remove letters by id, so that their bytes are gone. Errors: E_CHECKPOINT_IN_USE while a program has the directory. */
export async function removeLetters(
  { files, clock, processes }: Outside,
  { letters, owned }: LetterPlace,
  ids: ReadonlySet<string>,
): Promise<void> {
  const owner = await Owner.claim(files, owned, processes, clock.now())
  try {
    // Read again: now nobody adds to them.
    const left = readLetters(files, letters).filter(({ id }) => !ids.has(id))
    await replaceLetters(files, letters, left)
  } finally {
    await owner.release()
  }
}
