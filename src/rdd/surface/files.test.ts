import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { SparkContext } from '../../index.ts'
import { ManualClock } from '../../kernel/clock/manual.ts'
import { MemoryFiles } from '../../storage/memory-files.ts'

const files = new MemoryFiles(new ManualClock())
files.write('/in/b.txt', 'three\n')
files.write('/in/a.txt', 'one\ntwo')
files.write('/in/_hidden', 'no')
files.write('/in/.also', 'no')
files.write('/bin/x', new Uint8Array([1, 2, 3, 4, 5, 6]))
const sc = new SparkContext({ master: 'local[4]', environment: { files } })
after(() => sc.stop())

test('a directory, a pattern, a list', async () => {
  assert.deepEqual(await sc.textFile('/in').collect(), ['one', 'two', 'three'])
  assert.deepEqual(await sc.textFile('/in/*.txt').collect(), ['one', 'two', 'three'])
  assert.deepEqual(await sc.textFile('/in/b.txt,/in/a.txt').collect(), ['three', 'one', 'two'])
})

test('a large file is cut into at least as many partitions as asked for, at lines', async () => {
  const lines = Array.from({ length: 1000 }, (_, i) => `line ${i}`)
  files.write('/large', lines.join('\n'))
  const rdd = sc.textFile('/large', 7)
  assert.ok(rdd.getNumPartitions() >= 7)
  assert.deepEqual(await rdd.collect(), lines)
  assert.equal(sc.textFile('/large').getNumPartitions(), 2)
})

test('whole files as text and as bytes', async () => {
  assert.deepEqual(await sc.wholeTextFiles('/in').collect(), [
    ['/in/a.txt', 'one\ntwo'],
    ['/in/b.txt', 'three\n'],
  ])
  assert.deepEqual(await sc.binaryFiles('/bin').collect(), [['/bin/x', new Uint8Array([1, 2, 3, 4, 5, 6])]])
})

test('records of one length', async () => {
  const records = await sc.binaryRecords('/bin', 3).collect()
  assert.deepEqual(
    records.map((bytes) => [...bytes]),
    [
      [1, 2, 3],
      [4, 5, 6],
    ],
  )
  await assert.rejects(sc.binaryRecords('/bin', 4).count(), { code: 'E_RECORD_LENGTH' })
  assert.throws(() => sc.binaryRecords('/bin', 0), {
    message:
      /^E_ARGUMENT at binaryRecords \(files\.test\.ts:\d+\): recordLength is 0\. Use a whole number of at least 1\.$/,
  })
})

test('what does not exist is an error of the first job, not of the operator', async () => {
  const lengths = sc.textFile('/nowhere').map((line) => line.length)
  await assert.rejects(lengths.sum(), {
    message:
      /^E_INPUT_MISSING at textFile \(files\.test\.ts:\d+\): input path does not exist: \/nowhere\. Check the path, or create the input first\.$/,
  })
})

test('an empty directory has no partitions', async () => {
  await files.makeDirectory('/empty')
  const rdd = sc.textFile('/empty')
  assert.deepEqual([rdd.getNumPartitions(), await rdd.count()], [0, 0])
})
