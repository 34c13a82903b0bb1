import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Fault, ThrownFor } from '../../rdd/faults.ts'
import { keyCall } from './key-call.ts'

const thrownBy = (f: () => unknown): ThrownFor => {
  try {
    f()
  } catch (error) {
    if (error instanceof ThrownFor) return error
  }
  return assert.fail('nothing was thrown for a record')
}

test('a call answers what the function does; what it throws names the record', () => {
  const halved = keyCall(
    (key: string, n: number) => {
      if (n % 2 === 1) throw new RangeError(key)
      return n / 2
    },
    (key, n) => [key, n],
  )
  assert.equal(halved('a', 4), 2)
  const { record, thrown } = thrownBy(() => halved('a', 3))
  assert.deepEqual(record, ['a', 3])
  assert.ok(thrown instanceof RangeError)
})

test('a promise is refused, and rejects unheard', async () => {
  const { thrown } = thrownBy(
    keyCall(
      () => Promise.reject(new Error('late')),
      () => 'a',
    ),
  )
  assert.ok(thrown instanceof Fault && thrown.kind === 'a promise')
  await new Promise(setImmediate)
})
