import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { run, type StreamingRun } from '../../src/index.ts'
import { ManualClock } from '../../src/kernel/clock/manual.ts'
import { LineLogger } from '../../src/kernel/log.ts'
import { NOTES } from './outputs.ts'

const folder = mkdtempSync(join(tmpdir(), 'millstream-outputs-'))
after(() => rmSync(folder, { recursive: true }))
const printed: string[] = []
const logged: string[] = []

before(async () => {
  const clock = new ManualClock(0)
  const environment = {
    clock,
    logger: new LineLogger((line) => logged.push(line)),
    print: (text: string) => printed.push(text),
  }
  const options = { bundle: false, master: 'local[2]', args: { folder }, environment }
  const job = (await run(new URL('./outputs.ts', import.meta.url), options)) as StreamingRun
  for (let i = 0; i < 3; i++) {
    clock.advance(1000)
    await job.context.idle()
  }
  await job.stop()
})

const notes = (of: string): unknown[] => NOTES.filter((note) => (note as unknown[])[0] === of)

test('it is said once that functions made inside of foreachRDD run on the driver', () => {
  assert.deepEqual(
    logged.map((line) => line.replaceAll(/\.ts:\d+/g, '.ts:N')),
    [
      "WARN map (outputs.ts:N) runs on the driver's thread, because its function is made inside of foreachRDD. " +
        'Do it to the stream before, or use foreachPartition of the stream, which runs on the workers.',
    ],
  )
})

test('functions made inside of foreachRDD run on the driver, on what the workers made', () => {
  assert.deepEqual(notes('foreachRDD'), [
    ['foreachRDD', 1000, ['A0', 'B0', 'B0']],
    ['foreachRDD', 2000, []],
    ['foreachRDD', 3000, ['C0', 'C0']],
  ])
})

test('foreachPartition runs on the workers, and its accumulators count', () => {
  const lines = readFileSync(`${folder}/words`, 'utf8').trimEnd().split('\n')
  assert.deepEqual(lines.sort(), ['a worker', 'b worker', 'b worker', 'c worker', 'c worker'])
  assert.deepEqual(notes('seen'), [
    ['seen', 3],
    ['seen', 3],
    ['seen', 5],
  ])
})

test('files are written by the workers and published by the driver, once', () => {
  assert.deepEqual(readdirSync(folder).sort(), ['saved-1000', 'saved-2000', 'saved-3000', 'words'])
  assert.deepEqual(readdirSync(`${folder}/saved-1000`).sort(), ['_SUCCESS', 'part-00000', 'part-00001'])
  assert.equal(readFileSync(`${folder}/saved-1000/part-00000`, 'utf8'), '(a,1)\n(b,1)\n')
})

test('a function made inside of transform may use what an action there has answered', () => {
  assert.deepEqual(notes('transform'), [
    ['transform', ['a/3/a', 'b/3/a', 'b/3/a']],
    ['transform', []],
    ['transform', ['c/2/c', 'c/2/c']],
  ])
})

test('an RDD whose batch is forgotten on the workers is computed on the driver', () => {
  const words = ['first', ['a', 'b', 'b']]
  assert.deepEqual(notes('first'), [words, words, words])
})

test('state goes on from batch to batch', () => {
  const records = printed.map((block) =>
    block
      .split('\n')
      .filter((line) => line.startsWith('('))
      .sort(),
  )
  assert.deepEqual(records, [
    ['(a,1)', '(b,2)'],
    ['(a,1)', '(b,2)'],
    ['(a,1)', '(b,2)', '(c,2)'],
  ])
})
