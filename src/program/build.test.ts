import assert from 'node:assert/strict'
import nodeCrypto, { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { systemClock } from '../kernel/clock/system.ts'
import { StreamError } from '../kernel/errors.ts'
import { buildProgram } from './build.ts'

const sources: Readonly<Record<string, () => unknown>> = {
  'Date.now': () => Date.now(),
  'new Date()': () => new Date(),
  'Date()': () => Date(),
  'Math.random': () => Math.random(),
  'performance.now': () => performance.now(),
  'process.hrtime': () => process.hrtime.bigint(),
  'crypto.randomUUID': () => crypto.randomUUID(),
  'crypto.getRandomValues': () => crypto.getRandomValues(new Uint8Array(1)),
  'crypto.randomBytes': () => nodeCrypto.randomBytes(1),
}

for (const [label, ask] of Object.entries(sources))
  test(`${label} is refused during a build, naming the line, and works again afterwards`, () => {
    assert.throws(
      () => buildProgram('clicks', () => ask()),
      (error) => {
        assert.ok(error instanceof StreamError)
        assert.match(error.at ?? '', new RegExp(`^${label.replaceAll(/[()]/g, '\\$&')} \\(build\\.test\\.ts:\\d+\\)$`))
        assert.equal(
          error.message,
          `E_NOT_DETERMINISTIC at ${error.at}: it was called while 'clicks' was being built, and every host builds it again. Ask in prepare and hand the answer to build.`,
        )
        return true
      },
    )
    assert.doesNotThrow(ask)
  })

test('a named import from node:crypto is refused too', () => {
  assert.throws(() => buildProgram('x', () => randomUUID()), { code: 'E_NOT_DETERMINISTIC' })
  assert.equal(randomUUID().length, 36)
})

test('dates of a given time and the clock of the package work during a build', () => {
  let time = 0
  buildProgram('x', () => {
    assert.equal(new Date(5).getTime(), 5)
    assert.ok(new Date(5) instanceof Date)
    assert.equal(Date.UTC(1970, 0, 1), 0)
    time = systemClock.now()
    systemClock.ticks()
  })
  assert.ok(time > 0)
})

test('the globals are put back exactly as they were, also when the build throws', () => {
  const before = [Date, Math.random, performance.now, process.hrtime, crypto.randomUUID, nodeCrypto.randomUUID]
  const boom = (): never => {
    throw new Error('boom')
  }
  assert.throws(() => buildProgram('x', boom), /^Error: boom$/)
  assert.deepEqual(
    [Date, Math.random, performance.now, process.hrtime, crypto.randomUUID, nodeCrypto.randomUUID],
    before,
  )
  assert.equal(Object.hasOwn(performance, 'now'), false)
})

test('a build that answers a promise is refused', () => {
  assert.throws(() => buildProgram('clicks', async () => {}), {
    message:
      "E_NOT_DETERMINISTIC: the build function of 'clicks' answered a promise. Make it synchronous, and wait in prepare: its answer is handed to build.",
  })
})
