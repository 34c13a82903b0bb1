import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Jobs } from './jobs.ts'

const ids = (jobs: Jobs): number[] => Array.from(jobs.all, ({ id }) => id)

test('the last thousand jobs that are over are known, and all that are running', () => {
  const jobs = new Jobs()
  const running = jobs.begin(undefined)
  for (let i = 1; i <= 1500; i++) jobs.begin(undefined).end('SUCCEEDED')
  assert.deepEqual(ids(jobs).slice(0, 3), [0, 501, 502])
  running.end('SUCCEEDED')
  jobs.begin(undefined)
  assert.deepEqual(ids(jobs).slice(0, 2), [502, 503])
  assert.equal(jobs.get(501), undefined)
})

test('only running jobs of the group are cancelled, each once and with an error of its own', () => {
  const jobs = new Jobs()
  const entries = ['a', 'b', 'a', undefined].map((group) => jobs.begin(group))
  const told: string[] = []
  for (const entry of entries) entry.whenCancelled(({ message }) => told.push(message))
  entries[2]?.end('FAILED')
  jobs.cancel("cancelJobGroup('a')", 'a')
  assert.deepEqual(told, ["E_ABORTED: job 0 was cancelled by cancelJobGroup('a')."])
  jobs.cancel('cancelAllJobs()')
  assert.deepEqual(
    entries.map(({ cancelled }) => cancelled?.message),
    [
      "E_ABORTED: job 0 was cancelled by cancelJobGroup('a').",
      'E_ABORTED: job 1 was cancelled by cancelAllJobs().',
      undefined,
      'E_ABORTED: job 3 was cancelled by cancelAllJobs().',
    ],
  )
  assert.equal(told.length, 3)
})

test('a job that has succeeded stays so', () => {
  const job = new Jobs().begin(undefined)
  job.end('SUCCEEDED')
  job.end('FAILED')
  assert.equal(job.status, 'SUCCEEDED')
})
