import { makeDurableDirectory } from '../../../src/storage/durable-directory.ts'
import { bytesOf } from '../../../src/storage/file-bytes.ts'
import { publish } from '../../../src/storage/publish.ts'
import { type Commit, require } from './commit.ts'

/** A file that is replaced: it holds one of these. */
type Promised = readonly (string | undefined)[]

/** Files that are put into place as a whole. */
export const durableFile: Commit<Promised> = {
  nothing: [undefined],
  most: 5000,
  async live({ files, plan, promised, promise }) {
    let now = files.statSync(PATH) && bytesOf(files, PATH).toString()
    require(promised.includes(now), () => `the file has ${now}, and not one of ${promised.join(' | ')}`)
    promise([now])
    await makeDurableDirectory(files, '/a/b')
    for (let count = 1 + plan.below(3); count > 0; count--) {
      const next = 'abcdefgh'[plan.below(8)]?.repeat(plan.below(plan.below(12) === 0 ? 700 : 60))
      promise([now, next])
      await publish(files, PATH, Buffer.from(next ?? ''))
      promise([next])
      now = next
    }
  },
}

const PATH = '/a/b/file'
