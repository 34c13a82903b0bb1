import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Connection } from '../../src/connect/network.ts'
import { contains, type DStream } from '../../src/index.ts'
import { TestRun } from '../../src/testing/index.ts'

/** So many lines that most of them stay bytes; ends of lines of every kind, and some bytes that are no text. */
const LINES = Array.from({ length: 5000 }, (_, i) => `w${i % 97} ${i % 5 === 0 ? 'é' : 'cloud'} ${i % 7}`)
const TEXT = Buffer.concat([
  Buffer.from(LINES.slice(0, 3000).join('\n')),
  Buffer.of(0x0a, 0xff, 0x20, 0xfe, 0x0a),
  Buffer.from(LINES.slice(3000).join('\r\n')),
  Buffer.from('\rlast\n'),
])
const ALL = [...LINES.slice(0, 3000), '\ufffd \ufffd', ...LINES.slice(3000), 'last']

function counted(words: readonly string[]): [string, number][] {
  const counts = new Map<string, number>()
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
  return [...counts].sort()
}

const WORDS = counted(ALL.flatMap((line) => line.split(' ')))

/** A run with a peer on its network that sends the text in packets of 16 KiB; and what it knows of its input. */
async function received<T>(
  build: (lines: DStream<string>) => DStream<T>,
  conf: Readonly<Record<string, string | number>> = {},
): Promise<{ readonly batches: readonly unknown[]; readonly records: number }> {
  await using run = new TestRun({ conf })
  let peer: Connection | undefined
  await run.network.listen({ host: 'here', port: 1 }, (connection) => {
    peer = connection
    return {}
  })
  const result = run.collect(build(run.ssc.socketTextStream('here', 1)))
  let records = 0
  run.ssc.addStreamingListener({
    onBatchCompleted({ batchInfo }) {
      records += batchInfo.numRecords
    },
  })
  await run.tick(0)
  await run.network.idle()
  for (let at = 0; at < TEXT.length; at += 16_384) peer?.write(TEXT.subarray(at, at + 16_384))
  await run.network.idle()
  await run.tick(2)
  return { batches: result.batches, records }
}

test('lines of a socket that stay bytes are counted and come out as they were sent', async () => {
  const { batches, records } = await received((lines) => lines.map((line) => line))
  assert.deepEqual(batches, [ALL, []])
  assert.equal(records, ALL.length)
})

test('words of a socket are counted as bytes, and windows of them', async () => {
  const declared = await received((lines) => lines.words().countByValueAndWindow('2s', '1s'))
  for (const batch of declared.batches) assert.deepEqual((batch as [string, number][]).sort(), WORDS)
  const lambdas = await received((lines) =>
    lines
      .filter((line) => line.includes('cloud'))
      .flatMap((line) => line.split(' '))
      .map((word) => [word, 1] as const)
      .reduceByKey((a, b) => a + b),
  )
  const clouds = counted(ALL.filter((line) => line.includes('cloud')).flatMap((line) => line.split(' ')))
  assert.deepEqual((lambdas.batches[0] as [string, number][]).sort(), clouds)
})

test('lines of a socket are found as bytes', async () => {
  const { batches } = await received((lines) => lines.filter(contains('é')).count())
  assert.deepEqual(batches, [[1000], [0]])
})

test('blocks of lines go to disk and come back when there is no memory for them', async () => {
  const { batches } = await received((lines) => lines.window('2s', '1s').count(), { 'spark.memory.storage': '1k' })
  assert.deepEqual(batches, [[ALL.length], [ALL.length]])
})

test('a rate limit counts the lines of blocks', async () => {
  const { records } = await received((lines) => lines, { 'spark.streaming.receiver.maxRate': 1000 })
  assert.ok(records < ALL.length, `${records} records came at once`)
})
