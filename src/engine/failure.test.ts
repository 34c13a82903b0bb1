import assert from 'node:assert/strict'
import { test } from 'node:test'
import { StreamError } from '../kernel/errors.ts'
import { Site } from '../kernel/site.ts'
import { thrownText } from '../kernel/thrown.ts'
import { TaskContext } from '../rdd/task-context.ts'
import { failureOf } from './failure.ts'
import { Unplanned } from './unplanned.ts'

const scene = (record: readonly unknown[] = [], showRecords = true) => ({
  site: new Site('map'),
  attempt: { context: new TaskContext(0, 7, 1), partition: 7, number: 2, limit: 4 },
  record,
  showRecords,
})

test('anything can be thrown', () => {
  const hostile = new Error('x')
  Object.defineProperty(hostile, 'message', { get: () => assert.fail('read') })
  const circle: Record<string, unknown> = {}
  circle.self = circle
  const texts = [
    undefined,
    null,
    7,
    'text',
    Object.freeze({ a: 1 }),
    circle,
    hostile,
    new RangeError('far'),
    new Error(''),
    Symbol('s'),
  ]
  assert.deepEqual(texts.map(thrownText), [
    'threw undefined',
    'threw null',
    'threw 7',
    "threw 'text'",
    'threw { a: 1 }',
    'threw <ref *1> { self: [Circular *1] }',
    'threw something that cannot be read',
    'RangeError: far',
    'Error',
    'threw Symbol(s)',
  ])
})

test('a message cannot forge a line or colour a terminal', () => {
  assert.equal(thrownText(new Error('a\nb\u001b[31m')), 'a\\nb\\u001b[31m')
})

test('the scene is in the message, the thrown thing is the cause', () => {
  const thrown = new Error('boom')
  const failure = failureOf(thrown, scene([{ id: 1 }])) as StreamError
  assert.equal(failure.message, 'E_USER_FUNCTION at map: boom (record { id: 1 }, partition 7, attempt 2 of 4).')
  assert.equal(failure.cause, thrown)
  assert.equal(
    (failureOf(null, scene([1], false)) as StreamError).message,
    'E_USER_FUNCTION at map: threw null (partition 7, attempt 2 of 4).',
  )
})

test('our own errors pass; one without a place gets that of the function that raised it', () => {
  const own = new StreamError('E_KEY', 'no key', { at: 'sortBy' })
  assert.equal(failureOf(own, scene()), own)
  const placeless = failureOf(new StreamError('E_KEY', 'no key', { hint: 'Make one.' }), scene()) as StreamError
  assert.equal(placeless.message, 'E_KEY at map: no key. Make one.')
  const unplanned = new Unplanned('map outputs')
  assert.equal(failureOf(unplanned, scene()), unplanned)
})
