import assert from 'node:assert/strict'
import { test } from 'node:test'
import { StatCounter } from './stat-counter.ts'
import { zeroMaker } from './zero.ts'

test('values are themselves, objects are copies', () => {
  assert.equal(zeroMaker('fold', 5)(), 5)
  assert.equal(zeroMaker('fold', null)(), null)
  const zero = { counts: new Map([['a', [1]]]) }
  const make = zeroMaker('fold', zero)
  assert.deepEqual(make(), zero)
  assert.notEqual(make().counts, make().counts)
})

test('what is done to the zero afterwards changes nothing', () => {
  const zero = [1]
  const make = zeroMaker('fold', zero)
  zero.push(2)
  assert.deepEqual(make(), [1])
})

test('an object of a class is copied by its own method', () => {
  const make = zeroMaker('fold', new StatCounter([1, 2]))
  make().merge(100)
  assert.equal(make().mean, 1.5)
})

test('an object that holds a function cannot be copied', () => {
  assert.throws(() => zeroMaker('fold', { f: () => 1 }), { code: 'E_ARGUMENT' })
})
