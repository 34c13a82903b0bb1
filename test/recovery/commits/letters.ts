import { LineLogger } from '../../../src/kernel/log.ts'
import type { DeadLetter } from '../../../src/streaming/letters/dead-letter.ts'
import { LetterBox } from '../../../src/streaming/letters/letter-box.ts'
import { lettersOf } from '../../../src/streaming/letters/letter-folders.ts'
import { replaceLetters } from '../../../src/streaming/letters/letter-log.ts'
import { type Commit, processes, require } from './commit.ts'

/** The letters that are there, by their ids: one of these lists. */
type Promised = readonly (readonly string[])[]

const DIRECTORY = '/dead'

/** A directory of dead letters: some are added, some are taken out. */
export const letters: Commit<Promised> = {
  nothing: [[]],
  async live({ files, clock, plan, promised, promise }) {
    let now = lettersOf(files, DIRECTORY).map(({ id }) => id)
    require(promised.some((ids) => ids.join() === now.join()), () =>
      `the letters are ${now}, and not one of ${promised.join(' | ')}`)
    promise([now])
    const environment = { files, clock, logger: new LineLogger(() => {}), processes: processes(plan.below(1e6)) }
    const segmentBytes = 1 + plan.below(600)
    const box = await LetterBox.open({ environment, directory: DIRECTORY, segmentBytes, owner: undefined })
    for (let round = 1 + plan.below(2); round > 0; round--) {
      const added = Array.from({ length: 1 + plan.below(2) }, () => `${plan.uint32()}`)
      const after = [...now, ...added]
      promise(added.map((_, i) => after.slice(0, now.length + i)).concat([after]))
      await box.add(added.map(letterOf))
      promise([after])
      now = after
    }
    await box.close()
    if (plan.below(2) === 0) return
    const kept = now.filter(() => plan.below(2) === 0)
    promise([now, kept])
    await replaceLetters(files, box.kept, kept.map(letterOf))
    promise([kept])
  },
}

export const letterOf = (id: string): DeadLetter => ({
  ...{ id, job: 'j', batchTime: 1, failedIn: { batchTime: 1, output: 'o' }, operator: 'm', runs: 1, since: 1 },
  source: { name: 's', kind: 'k', partition: 0, partitions: 1, index: 0 },
  error: { code: 'E', message: '', stack: '' },
  record: { encoding: 'utf8', bytes: Buffer.from(id), length: id.length, isCut: false },
})
