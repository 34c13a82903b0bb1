import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Running } from './running.ts'

test('what ends later does not hold up who asked before', async () => {
  const running = new Running()
  assert.equal(running.settled(), undefined)
  const [first, second] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  running.add(first.promise)
  const settled = running.settled()
  assert.equal(running.settled(), settled)
  running.add(second.promise)
  assert.notEqual(running.settled(), settled)
  first.reject(new Error('no matter'))
  await settled
  const rest = running.settled()
  assert.notEqual(rest, undefined)
  second.resolve()
  await rest
  assert.equal(running.settled(), undefined)
})
