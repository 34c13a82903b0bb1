import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SparkContext, SparkFiles } from '../index.ts'
import { ManualClock, MemoryFiles } from '../testing/index.ts'

function contextWithFiles(content: Readonly<Record<string, string>> = { '/in/words': 'a\n', '/in/deep/more': 'b\n' }) {
  const files = new MemoryFiles(new ManualClock())
  for (const [path, text] of Object.entries(content)) files.write(path, text)
  return { files, sc: new SparkContext({ environment: { files } }) }
}

const message = (operator: string, rest: string) => ({ message: new RegExp(`^${operator}${rest}$`) })
const here = 'addFile \\(spark-files\\.test\\.ts:\\d+\\): '

test('tasks find a copy of the file by its name, until the context stops', async () => {
  const { files, sc } = contextWithFiles()
  await sc.addFile('/in/words')
  files.write('/in/words', 'changed\n')
  const [path = ''] = await sc
    .parallelize([1], 1)
    .map(() => SparkFiles.get('words'))
    .collect()
  assert.equal(path, `${SparkFiles.getRootDirectory()}/words`)
  assert.deepEqual(await sc.textFile(path).collect(), ['a'])
  await sc.stop()
  assert.equal(await files.stat(path), undefined)
  assert.throws(
    () => SparkFiles.get('words'),
    message(
      'E_ARGUMENT',
      ': no file was added to a running context\\. Call await sc\\.addFile\\(path\\) before the job\\.',
    ),
  )
})

test('the same path again is the same file; another one of that name is refused', async () => {
  const { files, sc } = contextWithFiles({ '/in/words': 'a\n', '/other/words': 'b\n' })
  await using _ = sc
  await Promise.all([sc.addFile('/in/words'), sc.addFile('file:///in/words')])
  files.write('/in/words', 'changed\n')
  await sc.addFile('/in/words')
  assert.deepEqual(await sc.textFile(SparkFiles.get('words')).collect(), ['a'])
  await assert.rejects(
    sc.addFile('/other/words'),
    message(
      `E_ARGUMENT at ${here}`,
      'a file of the name words was added already: /in/words\\. Give the file another name\\.',
    ),
  )
})

test('a directory is added when that is asked for', async () => {
  const { sc } = contextWithFiles()
  await using _ = sc
  await assert.rejects(
    sc.addFile('/in/'),
    message(`E_ARGUMENT at ${here}`, '/in is a directory\\. Add it with addFile\\(path, true\\)\\.'),
  )
  await sc.addFile('/in/', true)
  assert.deepEqual(await sc.textFile(`${SparkFiles.get('in')}/deep/more`).collect(), ['b'])
})

test('a file that is not there can be added once it is', async () => {
  const { files, sc } = contextWithFiles({})
  await using _ = sc
  await assert.rejects(
    sc.addFile('/in/words'),
    message(
      `E_INPUT_MISSING at ${here}`,
      'input path does not exist: /in/words\\. Check the path, or wait until the file is there\\.',
    ),
  )
  files.write('/in/words', 'a\n')
  await sc.addFile('/in/words')
  assert.deepEqual(await sc.textFile(SparkFiles.get('words')).collect(), ['a'])
})

test('of several contexts the one that added a file last is meant', async () => {
  const [one, two] = [contextWithFiles(), contextWithFiles()]
  await using _ = one.sc
  await one.sc.addFile('/in/words')
  await two.sc.addFile('/in/words')
  assert.notEqual(await two.files.stat(SparkFiles.get('words')), undefined)
  await two.sc.stop()
  await assert.rejects(two.sc.addFile('/in/words'), { code: 'E_CONTEXT_STOPPED' })
})
