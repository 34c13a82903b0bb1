import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isJob } from '../program/job.ts'
import { batchJob } from './job.ts'

test('a batch job is inert, with and without options', () => {
  const program = (): never => {
    throw new Error('it must not run')
  }
  const plain = batchJob('a', program)
  assert.deepEqual(
    [plain.kind, plain.name, plain.options, plain.build, isJob(plain)],
    ['batch', 'a', {}, program, true],
  )
  const prepare = (): number => 1
  assert.deepEqual(batchJob('b', { prepare }, program).options, { prepare })
})

test('a batch job without a program is refused', () => {
  assert.throws(() => batchJob('a', {}, undefined as never), {
    message:
      /^E_NOT_A_FUNCTION at batchJob \(job\.test\.ts:\d+\): batch job 'a' was given undefined where it needs a function\. Pass the function that builds the program as the last argument\.$/,
  })
})
