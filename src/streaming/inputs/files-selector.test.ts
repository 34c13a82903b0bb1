import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ManualClock } from '../../kernel/clock/manual.ts'
import { MemoryFiles } from '../../storage/memory-files.ts'
import { FileSelector, type SelectorOptions } from './files-selector.ts'

const START = 100_000
const REMEMBER = 60_000

async function selector(options: Partial<SelectorOptions> = {}) {
  const files = new MemoryFiles(new ManualClock(START))
  await files.makeDirectory('/in')
  const made = new FileSelector(files, {
    directory: '/in',
    newFilesOnly: true,
    remember: REMEMBER,
    // No batch is missed, however far apart the times of a test are.
    batch: Number.POSITIVE_INFINITY,
    trackBy: 'time',
    ...options,
  })
  const select = async (time: number): Promise<string[]> =>
    (await made.select(time)).files.map((file) => file.path.replace('/in/', ''))
  return { files, made, select }
}

test('a file is new when it was changed after the start and not after the batch time', async () => {
  const { files, made, select } = await selector()
  files.write('/in/before', 'x', START)
  files.write('/in/after', 'x', START + 1)
  files.write('/in/at', 'x', START + 1000)
  files.write('/in/later', 'x', START + 1001)
  await made.start(START)
  assert.deepEqual(await select(START + 1000), ['after', 'at'])
  assert.deepEqual(await select(START + 2000), ['later'])
  assert.deepEqual(await select(START + 3000), [])
})

test('the fraction of a millisecond does not count', async () => {
  const { files, made, select } = await selector()
  files.write('/in/a', 'x', START + 1000.9)
  await made.start(START)
  assert.deepEqual(await select(START + 1000), ['a'])
})

test('without newFilesOnly the remember window still leaves out what is older', async () => {
  const { files, made, select } = await selector({ newFilesOnly: false })
  const time = START + 1000
  files.write('/in/edge', 'x', time - REMEMBER)
  files.write('/in/inside', 'x', time - REMEMBER + 1)
  await made.start(START)
  assert.deepEqual(await select(time), ['inside'])
})

test('a file that was read is not read again when it is changed within the window', async () => {
  const { files, made, select } = await selector()
  await made.start(START)
  files.write('/in/a', 'x', START + 500)
  assert.deepEqual(await select(START + 1000), ['a'])
  files.write('/in/a', 'xy', START + 1500)
  assert.deepEqual(await select(START + 2000), [])
})

test('names are forgotten when their files could not count any more', async () => {
  const { files, made, select } = await selector()
  await made.start(START)
  files.write('/in/a', 'x', START + 1000)
  assert.deepEqual(await select(START + 1000), ['a'])
  for (let t = START + 2000; t <= START + 1000 + REMEMBER; t += 1000) assert.deepEqual(await select(t), [])
  files.write('/in/a', 'y', START + 1000 + REMEMBER)
  assert.deepEqual(await select(START + 1000 + REMEMBER), ['a'])
})

test('hidden names and unfinished copies are passed over, and directories are not entered', async () => {
  const { files, made } = await selector()
  await made.start(START)
  for (const name of ['.a', '_b', 'c._COPYING_', 'sub/d', 'e']) files.write(`/in/${name}`, 'x', START + 1)
  const { files: found, passed } = await made.select(START + 1000)
  assert.deepEqual(
    found.map((file) => file.path),
    ['/in/e'],
  )
  assert.equal(passed.hidden, 3)
})

test('the filter is asked by path, and only for files that could be new', async () => {
  const asked: string[] = []
  const filter = (path: string): boolean => {
    asked.push(path)
    return path.endsWith('.log')
  }
  const { files, made, select } = await selector({ filter })
  await made.start(START)
  for (const name of ['a.log', 'b.tmp', '.c.log']) files.write(`/in/${name}`, 'x', START + 1)
  assert.deepEqual(await select(START + 1000), ['a.log'])
  assert.deepEqual(asked, ['/in/a.log', '/in/b.tmp'])
})

test('a pattern of directories is looked up anew each time', async () => {
  const { files, made, select } = await selector({ directory: '/in/2017-*' })
  await made.start(START)
  files.write('/in/2017-01/a', 'x', START + 1)
  files.write('/in/2018-01/b', 'x', START + 1)
  files.write('/in/2017-file', 'x', START + 1)
  assert.deepEqual(await select(START + 1000), ['2017-01/a'])
  files.write('/in/2017-02/c', 'x', START + 1)
  assert.deepEqual(await select(START + 2000), ['2017-02/c'])
})

test('a listing that fails selects nothing, and the next one finds everything', async () => {
  const { files, made, select } = await selector()
  await made.start(START)
  files.write('/in/a', 'x', START + 1)
  const list = files.list.bind(files)
  files.list = () => Promise.reject(new Error('EIO'))
  await assert.rejects(select(START + 1000), { message: 'EIO' })
  files.list = list
  assert.deepEqual(await select(START + 2000), ['a'])
})

test('by name, any file that was not there before is new, however old', async () => {
  const { files, made, select } = await selector({ trackBy: 'name' })
  files.write('/in/there', 'x', START - 10)
  await made.start(START)
  files.write('/in/old', 'x', 0)
  files.write('/in/future', 'x', START + 5000)
  assert.deepEqual(await select(START + 1000), ['old'])
  files.write('/in/old', 'xy', START + 1500)
  assert.deepEqual(await select(START + 5000), ['future'])
  await files.remove('/in/old')
  assert.deepEqual(await select(START + 6000), [])
  files.write('/in/old', 'new', 0)
  assert.deepEqual(await select(START + 7000), ['old'])
})

test('by name and without newFilesOnly, what is there already is read as well', async () => {
  const { files, made, select } = await selector({ trackBy: 'name', newFilesOnly: false })
  files.write('/in/there', 'x', 0)
  await made.start(START)
  assert.deepEqual(await select(START + 1000), ['there'])
})
