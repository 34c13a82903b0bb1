import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { SparkContext } from '../index.ts'
import { derive } from './given.ts'
import { placed } from './rdd.ts'

const sc = new SparkContext('local', 'given')
after(() => sc.stop())
const rdd = sc.parallelize([1])

test('a derived function is made once for each placed one', () => {
  const twice = (f: (x: number) => number) => (x: number) => f(f(x))
  const thrice = (f: (x: number) => number) => (x: number) => f(f(f(x)))
  const one = placed(rdd, 'map', (x: number) => x + 1)
  const other = placed(rdd, 'map', (x: number) => x + 1)
  assert.equal(derive(one, twice), derive(one, twice))
  assert.notEqual(derive(one, twice), derive(other, twice))
  assert.equal(derive(one, thrice).call(0), 3)
  assert.equal(derive(one, twice).address, one.address)
})

test('a placed function keeps its line and its identity in the node', () => {
  const f = placed(rdd, 'elsewhere', (x: number) => x)
  const { body, site } = rdd.map(f).node
  assert.ok(body.kind === 'step')
  assert.equal(body.step.f, f)
  assert.equal(site, f.site)
})

test('something else than a synchronous function is refused', () => {
  assert.throws(() => rdd.map(5 as never), {
    message:
      /^E_NOT_A_FUNCTION at map \(given\.test\.ts:\d+\): map was given 5 where it needs a function\. Pass a function\.$/,
  })
  assert.throws(() => rdd.filter(async () => true), {
    message:
      /^E_ASYNC_FUNCTION at filter \(given\.test\.ts:\d+\): filter was given an async function, and its records may not wait\. Use mapAsync\(f, \{ concurrency, ordered \}\) or foreachAsync\(f\) for I\/O\.$/,
  })
})
