import assert from 'node:assert/strict'
import { test } from 'node:test'
import { TestRun } from '../../testing/test-run.ts'

const input = async (options = {}): Promise<TestRun> => {
  const run = new TestRun(options)
  await run.files.makeDirectory('/in')
  return run
}

test('each new file is read in the batch in which it is new', async () => {
  await using run = await input()
  const lines = run.collect(run.ssc.textFileStream('/in'))
  await run.tick()
  run.files.write('/in/a', 'one\ntwo\n', 1500)
  run.files.write('/in/b, c*', 'three', 1600)
  await run.tick(2)
  assert.deepEqual(lines.batches, [[], ['one', 'two', 'three'], []])
})

test('a batch tells which files it read', async () => {
  await using run = await input()
  run.collect(run.ssc.textFileStream('/in'))
  const told: unknown[] = []
  run.ssc.addStreamingListener({
    onBatchCompleted: ({ batchInfo }) => told.push(batchInfo.streamIdToInputInfo.get(0)),
  })
  run.files.write('/in/a', 'one', 1)
  run.files.write('/in/b', 'two', 2)
  await run.tick()
  assert.deepEqual(told, [
    {
      inputStreamId: 0,
      numRecords: 0,
      metadata: { files: ['/in/a', '/in/b'] },
      metadataDescription: '/in/a\n/in/b',
    },
  ])
})

test('a listing that fails is warned of, and the files come in the next batch', async () => {
  await using run = await input()
  const lines = run.collect(run.ssc.textFileStream('/in'))
  run.files.write('/in/a', 'one', 500)
  const list = run.files.list.bind(run.files)
  run.files.list = () => Promise.reject(new Error('EIO: i/o error'))
  await run.tick()
  run.files.list = list
  await run.tick()
  assert.deepEqual(lines.batches, [[], ['one']])
  assert.deepEqual(run.logged, [
    'WARN textFileStream: directory /in could not be listed, and is tried again in the next batch: EIO: i/o error',
  ])
})

test('a directory that is not there is warned of once, and read when it comes', async () => {
  await using run = new TestRun()
  const lines = run.collect(run.ssc.textFileStream('/later'))
  await run.tick(2)
  run.files.write('/later/a', 'one', 2500)
  await run.tick()
  assert.deepEqual(lines.batches, [[], [], ['one']])
  assert.deepEqual(run.logged, ['WARN textFileStream: directory /later does not exist: nothing is read until it does'])
})

test('the remember window is a setting, rounded up to batches', async () => {
  await using run = await input({ conf: { 'spark.streaming.fileStream.minRememberDuration': '1500ms' }, start: 10_000 })
  const lines = run.collect(run.ssc.textFileStream('/in', { newFilesOnly: false }))
  run.files.write('/in/out', 'out', 9000)
  run.files.write('/in/in', 'in', 9001)
  await run.tick()
  assert.deepEqual(lines.batches, [['in']])
})

test('why files are passed over is logged for those who want to know', async () => {
  await using run = await input({ conf: { 'spark.log.level': 'debug' } })
  run.collect(run.ssc.textFileStream('/in', { filter: (path) => path.endsWith('.log') }))
  run.files.write('/in/a.log', 'x', 1)
  run.files.write('/in/b.tmp', 'x', 1)
  run.files.write('/in/old.log', 'x', 0)
  await run.tick()
  assert.ok(run.logged.includes('DEBUG textFileStream of /in: 1 new, 1 filtered, 1 too old'), run.logged.join('\n'))
})

test('fileStream reads each file as it is told', async () => {
  await using run = await input()
  const lines = run.collect(
    run.ssc.fileStream('/in', { read: (path, sc) => sc.textFile(path).map((line) => `${path}: ${line}`) }),
  )
  run.files.write('/in/a', 'one', 1)
  run.files.write('/in/b', 'two', 1)
  await run.tick(2)
  assert.deepEqual(lines.batches, [['/in/a: one', '/in/b: two'], []])
})

test('binaryRecordsStream cuts files into records', async () => {
  await using run = await input()
  const records = run.collect(run.ssc.binaryRecordsStream('/in', 2).map((bytes) => [...bytes]))
  run.files.write('/in/a', Uint8Array.of(1, 2, 3, 4), 1)
  await run.tick()
  assert.deepEqual(records.batches, [
    [
      [1, 2],
      [3, 4],
    ],
  ])
})

test('a file that does not hold whole records fails its batch', async () => {
  await using run = await input()
  run.collect(run.ssc.binaryRecordsStream('/in', 2))
  run.files.write('/in/a', Uint8Array.of(1, 2, 3), 1)
  await assert.rejects(run.tick(), /\/in\/a has 3 bytes, which is not a whole number of records of 2 bytes/)
})

test('wrong arguments are refused where they are given', async () => {
  await using run = new TestRun()
  assert.throws(() => run.ssc.binaryRecordsStream('/in', 0), {
    message:
      /^E_ARGUMENT at binaryRecordsStream \(file-sources\.test\.ts:\d+\): binaryRecordsStream was given a record length of 0\. Give a whole number of bytes of at least 1\.$/,
  })
  assert.throws(() => run.ssc.fileStream('/in', {} as never), {
    message:
      /^E_NOT_A_FUNCTION at fileStream \(file-sources\.test\.ts:\d+\): fileStream was given undefined as read\. Pass a function\.$/,
  })
})
