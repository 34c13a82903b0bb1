import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defineJob, isJob } from './job.ts'

const build = (): void => {}

test('a job is inert data that is known as a job', () => {
  const job = defineJob({ kind: 'streaming', name: 'clicks', options: { conf: { a: 1 } }, build })
  assert.equal(job.name, 'clicks')
  assert.equal(Object.isFrozen(job), true)
  assert.equal(isJob(job), true)
})

test('a job of another copy of the package is known too', () => {
  assert.equal(isJob({ kind: 'batch', name: 'x', options: {}, build, [Symbol.for('millstream.job')]: true }), true)
  for (const other of [undefined, null, 1, 'job', build, { kind: 'batch', name: 'x', options: {}, build }])
    assert.equal(isJob(other), false)
})

test('a job needs a name and a build function', () => {
  assert.throws(() => defineJob({ kind: 'batch', name: ' ', options: {}, build }), {
    message:
      /^E_ARGUMENT at batchJob \(job\.test\.ts:\d+\): the name of a batch job is ' '\. Give the job a name: state and the user interface know it by that\.$/,
  })
  assert.throws(() => defineJob({ kind: 'streaming', name: 'x', options: {}, build: 1 as never }), {
    message:
      /^E_NOT_A_FUNCTION at streamingJob \(job\.test\.ts:\d+\): streaming job 'x' was given 1 where it needs a function\. Pass the function that builds the program as the last argument\.$/,
  })
})
