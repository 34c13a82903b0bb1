import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { OutputContext, Sink } from '../../connect/sink.ts'
import { transactionalSink } from '../../connect/transactional-sink.ts'
import { StreamError } from '../../kernel/errors.ts'
import { fileSink } from '../../rdd/sinks/file-sink.ts'
import { readManifest } from '../../rdd/sinks/read-manifest.ts'
import { TaskContext } from '../../rdd/task-context.ts'
import { bytesOf } from '../../storage/file-bytes.ts'
import { bench } from './table.test.ts'

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = []
  for await (const item of items) found.push(item)
  return found
}

const plain = (output: OutputContext | undefined): unknown =>
  output && [output.job, output.output, output.batchTime.milliseconds, output.epoch]

test('foreachRDD and tasks know the job, the output operation, the batch and the epoch', async () => {
  const b = bench({ 'spark.app.name': 'job' })
  const seen: unknown[] = []
  b.input([[1, 2]]).foreachRDD(async (rdd, _time, output) => {
    seen.push(plain(output))
    await rdd.foreachPartition(() => {
      const task = TaskContext.get()
      seen.push([plain(task?.output), task?.partitionId, task?.attemptNumber])
    })
  })
  b.input([[1]], 1).foreachPartition(() => void seen.push(plain(TaskContext.get()?.output)))
  await b.run(1)
  assert.deepEqual(seen, [
    ['job', 'foreachRDD-0', 1000, 0],
    [['job', 'foreachRDD-0', 1000, 0], 0, 0],
    [['job', 'foreachRDD-0', 1000, 0], 1, 0],
    ['job', 'foreachPartition-0', 1000, 0],
  ])
})

test('with checkpoints the epoch is that of their owner', async () => {
  const epochs: number[] = []
  const b = bench()
  b.ssc.checkpoint('/state')
  b.input([[1]]).foreachRDD((_rdd, _time, { epoch }) => void epochs.push(epoch))
  await b.run(1)
  assert.deepEqual(epochs, [1])
})

test('tasks know the local properties of their job, and no output when they are for none', async () => {
  const { sc } = bench()
  sc.setLocalProperty('pool', 'fast')
  const seen = await sc
    .parallelize([1], 1)
    .map(() => [TaskContext.get()?.getLocalProperty('pool'), TaskContext.get()?.output])
    .collect()
  assert.deepEqual(seen, [['fast', undefined]])
})

/** A sink that notes what it is asked, and fails where it is told to. */
function noting(notes: string[], fails: (what: string) => boolean = () => false): Sink<any, unknown> {
  const note = (what: string): string => {
    notes.push(what)
    if (fails(what)) throw new Error(`no ${what}`)
    return what
  }
  return {
    begin: ({ output, epoch }) => note(`begin ${output} ${epoch}`),
    prepare: ({ batchTime }) => note(`prepare ${batchTime}`),
    write: (records, { partition, attempt }, ticket) =>
      note(`write ${[...records]} ${partition} ${attempt} (${ticket})`),
    commit: (_batch, results) => note(`commit ${results.join(', ')}`),
    abort: ({ batchTime }) => note(`abort ${batchTime}`),
  }
}

test('a sink is asked in the order of its contract, and not without an RDD', async () => {
  const b = bench()
  const notes: string[] = []
  b.input([['a', 'b'], null, []]).writeTo(noting(notes), { name: 'words' })
  await b.run(3)
  assert.deepEqual(notes, [
    'begin words 0',
    'prepare 1000 ms',
    'write a 0 0 (prepare 1000 ms)',
    'write b 1 0 (prepare 1000 ms)',
    'commit write a 0 0 (prepare 1000 ms), write b 1 0 (prepare 1000 ms)',
    'prepare 3000 ms',
    'write  0 0 (prepare 3000 ms)',
    'write  1 0 (prepare 3000 ms)',
    'commit write  0 0 (prepare 3000 ms), write  1 0 (prepare 3000 ms)',
  ])
})

test('a partition that cannot be written is tried again, and a batch without it is given up', async () => {
  const notes: string[] = []
  const b = bench({ 'spark.task.maxFailures': 2 })
  b.input([['a', 'b']]).writeTo(noting(notes, (what) => what.startsWith('write b') && !what.includes('1 1')))
  await b.run(1)
  assert.equal(notes.filter((note) => note.startsWith('write')).length, 3)
  assert.match(notes.at(-1) ?? '', /^commit write a 0 0 .*, write b 1 1/)
  const failing = bench()
  failing.input([['a', 'b']]).writeTo(noting(notes, (what) => what.startsWith('write b')))
  await assert.rejects(failing.run(1), {
    message:
      /^E_USER_FUNCTION at writeTo \(sinks\.test\.ts:\d+\): no write b 1 0 \(prepare 1000 ms\) \(partition 1, attempt 1 of 1\)\.$/,
  })
  assert.equal(notes.at(-1), 'abort 1000 ms')
})

test('what begin and commit throw names the line; the first error is told, whatever abort says', async () => {
  const b = bench()
  b.input([[1]]).writeTo(noting([], (what) => what.startsWith('begin')))
  await assert.rejects(b.run(1), {
    message: /^E_USER_FUNCTION at writeTo \(sinks\.test\.ts:\d+\): no begin writeTo-0 0 \(when it began\)\.$/,
  })
  const other = bench()
  other.input([[1]], 1).writeTo(noting([], (what) => /^(?:commit|abort)/.test(what)))
  await assert.rejects(other.run(1), {
    message: /^E_USER_FUNCTION at writeTo \(sinks\.test\.ts:\d+\): no commit write 1 .* \(batch of 1000 ms\)\.$/,
  })
})

test('what is no sink, and a name that is taken, are refused', () => {
  const input = bench().input([])
  assert.throws(() => input.writeTo({} as any), {
    message:
      /^E_ARGUMENT at writeTo \(sinks\.test\.ts:\d+\): the sink is \{\}\. Use a sink, such as fileSink\(directory\), or an object with a method write\.$/,
  })
  input.writeTo(noting([]), { name: 'words' })
  assert.throws(() => input.writeTo(noting([]), { name: 'words' }), { code: 'E_NAME_TAKEN' })
  assert.throws(() => input.writeTo(noting([]), { name: '' }), { code: 'E_ARGUMENT' })
})

test('fileSink writes files, and a manifest by which they are found', async () => {
  const b = bench({ 'spark.app.name': 'job' })
  const rows = b.input([
    [
      { a: 1, b: 'x,"y"' },
      { a: null, b: '' },
      { b: 'z', c: 3 },
    ],
    [],
  ])
  const options = { format: 'csv', columns: ['a', 'b'], header: true, prefix: 'rows', skipEmpty: true } as const
  rows.writeTo(fileSink('/out', options))
  await b.run(2)
  const batches = await all(readManifest('/out'))
  assert.deepEqual(
    batches.map(({ batchTime, ...batch }) => ({ ...batch, time: batchTime.milliseconds })),
    [
      {
        ...{ time: 1000, position: 0, job: 'job', output: 'writeTo-0', epoch: 0 },
        files: [
          { path: '/out/rows-1000-00000.csv', partition: 0, records: 1, bytes: 16 },
          { path: '/out/rows-1000-00001.csv', partition: 1, records: 2, bytes: 11 },
        ],
      },
    ],
  )
  assert.equal(bytesOf(b.files, '/out/rows-1000-00000.csv').toString(), 'a,b\n1,"x,""y"""\n')
  assert.equal(bytesOf(b.files, '/out/rows-1000-00001.csv').toString(), 'a,b\n,""\n,z\n')
  assert.deepEqual(await all(readManifest('/out', { after: 0 })), [])
})

test('what a task has written of a batch that fails is not there, and the next batch is', async () => {
  const b = bench()
  const words = b.input([['a', 'b'], ['c']]).map((word) => {
    if (word === 'b') throw new Error('no b')
    return word
  })
  words.writeTo(fileSink('/out'))
  await assert.rejects(b.run(2), { code: 'E_USER_FUNCTION' })
  const names = b.files.listSync('/out').map(({ name }) => name)
  assert.deepEqual(names, ['2000-00000.txt', '2000-00001.txt', '_manifest', '_staging'])
  const [staging] = b.files.listSync('/out/_staging').filter(({ kind }) => kind === 'directory')
  assert.deepEqual(b.files.listSync(staging?.path ?? ''), [])
})

test('one file sink for two outputs is refused at the start', async () => {
  const b = bench()
  const sink = fileSink('/out')
  b.input([]).writeTo(sink)
  b.input([]).writeTo(sink)
  await assert.rejects(b.run(1), {
    message:
      /^E_ARGUMENT at fileSink \(sinks\.test\.ts:\d+\): one file sink is given to writeTo-0 and to writeTo-1\. Give each its own/,
  })
})

test('of two programs with one directory the later one writes', async () => {
  const first = bench()
  first.input([['a'], ['b']], 1).writeTo(fileSink('/out'))
  await first.ssc.start()
  first.clock.advance(1000)
  await first.ssc.idle()
  const second = bench()
  const { files } = first
  const later = fileSink('/out')
  await later.begin?.({ job: 'other', output: 'writeTo-0', epoch: 0 }, { files })
  const ended = first.ssc.awaitTermination()
  first.clock.advance(1000)
  await first.ssc.idle()
  await assert.rejects(ended, (error) => StreamError.is(error) && error.code === 'E_OUTPUT_FENCED')
  await first.ssc.stop()
  await second.ssc.stop()
  assert.equal((await all(readManifest('/out', { files }))).length, 1)
})

test('a transactional sink commits each batch once, in order, also where batches overlap', async () => {
  const [rows, times] = [[] as string[], new Map<string, number>()]
  const release: (() => void)[] = []
  const sink = transactionalSink<string, string[]>({
    begin: () => [],
    lastCommitted: (_tx, slot) => times.get(slot),
    async write(tx, records, { batchTime }) {
      tx.push(...records)
      if (batchTime.milliseconds === 1000) await new Promise<void>((resolve) => release.push(resolve))
    },
    commit(tx, slot, time) {
      times.set(slot, time)
      rows.push(...tx)
    },
  })
  const b = bench({ 'spark.streaming.concurrentJobs': 2 })
  const { ssc } = b
  b.input([['a'], ['b']], 1).writeTo(sink)
  await ssc.start()
  b.clock.advance(1000)
  b.clock.advance(1000)
  while (release.length === 0) await new Promise((resolve) => setImmediate(resolve))
  assert.deepEqual(rows, [])
  for (const resolve of release) resolve()
  await ssc.idle()
  await ssc.stop()
  assert.deepEqual(rows, ['a', 'b'])
  const again = bench()
  const drained: string[] = []
  again
    .input([['a'], ['b'], ['c']], 1)
    .map((word) => {
      drained.push(word)
      return word
    })
    .writeTo(sink)
  await again.run(3)
  assert.deepEqual(rows, ['a', 'b', 'c'])
  assert.deepEqual(drained, ['a', 'b', 'c'])
  assert.deepEqual([...times], [['millstream/writeTo-0/0', 3000]])
})
