import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isJob } from '../program/job.ts'
import { streamingJob } from './job.ts'

test('a streaming job is inert data', () => {
  const build = (): never => {
    throw new Error('it must not run')
  }
  const job = streamingJob('clicks', { batch: '1s' }, build)
  assert.deepEqual(
    [job.kind, job.name, job.options, job.build, isJob(job)],
    ['streaming', 'clicks', { batch: '1s' }, build, true],
  )
})
