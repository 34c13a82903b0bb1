import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runInNewContext } from 'node:vm'
import { StreamError } from './errors.ts'
import { isKind, thrownStack, thrownText } from './thrown.ts'

const unreadable = new Proxy(new Error('hidden'), {
  get() {
    throw new Error('trap')
  },
})

const rows: readonly (readonly [name: string, thrown: unknown, text: string])[] = [
  ['an error is its message', new Error('no luck'), 'no luck'],
  ['an error of another kind has its name in front', new RangeError('too far'), 'RangeError: too far'],
  ['an error without a message is its name', new TypeError(), 'TypeError'],
  ['undefined', undefined, 'threw undefined'],
  ['a string', 'oh', "threw 'oh'"],
  ['control characters are escaped', new Error('\u001b[2Jbye\n'), '\\u001b[2Jbye\\n'],
  ['an error of another realm', runInNewContext('new Error("far")'), 'far'],
  ['a name that is an object', Object.assign(new Error('m'), { name: { toString: () => 'Odd' } }), 'Odd: m'],
  [
    'several errors in one',
    new AggregateError([new Error('a'), 'b', null, 4], 'all'),
    "AggregateError: all [a; threw 'b'; threw null; and 1 more]",
  ],
  ['a proxy whose traps throw', unreadable, 'threw something that cannot be read'],
]

for (const [name, thrown, text] of rows) test(name, () => assert.equal(thrownText(thrown), text))

test('what cannot be looked at is nothing of ours', () => {
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  assert.equal(isKind(proxy, Error), false)
  assert.equal(isKind(new RangeError(), Error), true)
  assert.equal(StreamError.is(proxy), false)
  assert.equal(StreamError.is(new Proxy(new StreamError('E_KEY', 'x'), {})), false)
  assert.equal(StreamError.is(new StreamError('E_KEY', 'x')), true)
  assert.equal(thrownText(proxy), 'threw something that cannot be read')
})

test('a stack is that of the error and of its cause, and of bounded length', () => {
  const cause = Object.assign(new Error('why'), { stack: 'Error: why\n    at f (/app/job.ts:1:1)' })
  const error = Object.assign(new StreamError('E_USER_FUNCTION', 'why', { cause }), { stack: 'StreamError: why' })
  assert.equal(thrownStack(error), 'StreamError: why\ncaused by Error: why\n    at f (/app/job.ts:1:1)')
  assert.equal(thrownStack(new Error('x'.repeat(1e6))).length, 10_000)
  for (const none of [undefined, 'oh', unreadable, { stack: 7 }]) assert.equal(thrownStack(none), '')
})

test('a huge message is cut', () => {
  assert.equal(thrownText(new Error('x'.repeat(1e6))), `${'x'.repeat(2000)}…`)
})
