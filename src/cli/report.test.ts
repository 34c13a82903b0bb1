import assert from 'node:assert/strict'
import { test } from 'node:test'
import { StreamError } from '../kernel/errors.ts'
import { ownPackage } from '../program/bundle/own-package.ts'
import { exitCodeOf, reportError, UsageError } from './report.ts'

const withStack = <E extends Error>(error: E, ...frames: string[]): E =>
  Object.assign(error, { stack: [`${error.name}: ${error.message}`, ...frames.map((f) => `    at ${f}`)].join('\n') })

test('an error is its message and the frames of the user alone', () => {
  const cause = withStack(
    new TypeError('x is not a function'),
    'parse (/home/me/job.ts:4:9)',
    'Array.map (<anonymous>)',
    `run (${ownPackage.modules}engine/task.ts:9:1)`,
    'file:///home/me/node_modules/left/index.js:1:1',
    'eval (eval at make (/home/me/x.ts:1:1), <anonymous>:3:4)',
    'async file:///home/me/other.ts:7:1',
    'process.processTicksAndRejections (node:internal/process/task_queues:104:5)',
  )
  const error = new StreamError('E_USER_FUNCTION', 'the function threw TypeError: x is not a function', {
    at: 'map (job.ts:4)',
    cause,
  })
  assert.equal(
    reportError(withStack(error, `wrap (${ownPackage.modules}engine/task.ts:9:1)`)),
    [
      'E_USER_FUNCTION at map (job.ts:4): the function threw TypeError: x is not a function.',
      '    at parse (/home/me/job.ts:4:9)',
      '    at async file:///home/me/other.ts:7:1',
    ].join('\n'),
  )
})

test('causes that the message does not name are told', () => {
  const error = withStack(new Error('outer', { cause: withStack(new RangeError('inner')) }), 'f (/a.ts:1:1)')
  assert.equal(reportError(error), 'Error: outer\ncaused by RangeError: inner\n    at f (/a.ts:1:1)')
  assert.equal(reportError('\u001b[31m'), "a program threw '\\u001b[31m'")
  assert.equal(reportError(new UsageError('no such flag')), 'error: no such flag')
})

test('the exit code says who must act', () => {
  assert.equal(exitCodeOf(new UsageError('x')), 2)
  assert.equal(exitCodeOf(new StreamError('CONFIG_MASTER', 'x')), 2)
  assert.equal(exitCodeOf(new StreamError('E_JOB_UNREADABLE', 'x')), 2)
  assert.equal(exitCodeOf(new StreamError('E_NOT_A_JOB', 'x')), 2)
  assert.equal(exitCodeOf(new StreamError('E_USER_FUNCTION', 'x')), 1)
  assert.equal(exitCodeOf(new Error('x')), 1)
})
