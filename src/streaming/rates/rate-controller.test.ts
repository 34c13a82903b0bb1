import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PidEstimator } from './pid-estimator.ts'
import { RateController, type RateControllerParts } from './rate-controller.ts'

/** A controller with Spark's settings, and what it has said. */
function controller(settings: Partial<RateControllerParts> = {}) {
  const said: [rate: number, reason: string, processed: number | undefined][] = []
  const estimator = new PidEstimator({ batch: 1000, proportional: 1, integral: 0.2, derived: 0, minRate: 100 })
  const made = new RateController({
    ...{ streamId: 7, estimator, batch: 1000, maxRate: undefined, initialRate: undefined, minRate: 100 },
    slowStart: false,
    limit: (rate, { rateLimit, reason, streamId, processingRate }) => {
      assert.deepEqual([rateLimit, streamId], [rate, 7])
      said.push([rate, reason, processingRate])
    },
    ...settings,
  })
  let time = 0
  /** A second with so many records, which take so many ms. */
  const batch = (records: number, processingDelay: number, schedulingDelay = 0): void => {
    time += 1000
    made.completed({ time, records, processingDelay, schedulingDelay })
  }
  made.begin()
  return { said, batch }
}

test('without an initial rate there is no limit until the second batch that says something', () => {
  const { said, batch } = controller()
  batch(0, 5)
  batch(1000, 500)
  assert.deepEqual(said, [])
  batch(1000, 500)
  assert.deepEqual(said, [[2000, 'estimate', 2000]])
})

test('the initial rate holds until then', () => {
  const { said, batch } = controller({ initialRate: 50 })
  batch(50, 25)
  batch(50, 25)
  batch(50, 25)
  assert.deepEqual(said, [
    [50, 'initialRate', undefined],
    [2000, 'estimate', 2000],
  ])
})

test('nothing is above the highest rate, and nothing but the initial rate below the least', () => {
  const { said, batch } = controller({ initialRate: 9000, maxRate: 1500 })
  batch(1000, 100)
  batch(1000, 100)
  batch(1000, 100)
  batch(1000, 1000)
  batch(10, 1000)
  batch(10, 1000)
  assert.deepEqual(said, [
    [1500, 'maxRate', undefined],
    [1000, 'estimate', 1000],
    [100, 'minRate', 10],
  ])
})

test('batches that take less than a millisecond raise a low limit, and lower none', () => {
  const { said, batch } = controller({ initialRate: 20 })
  batch(20, 0)
  batch(20, 0)
  batch(5, 0)
  batch(19_000, 0)
  batch(18_000, 0)
  assert.deepEqual(said, [
    [20, 'initialRate', undefined],
    [20_000, 'estimate', 20_000],
    [19_000_000, 'estimate', 19_000_000],
  ])
})

const steps = (said: readonly (readonly [number, string, unknown])[]) => said.map(([rate, reason]) => [rate, reason])

test('a slow start doubles the limit until the estimate is less', () => {
  const { said, batch } = controller({ slowStart: true })
  batch(1000, 100)
  batch(2000, 200)
  batch(4000, 400)
  batch(8000, 800)
  batch(10_000, 500)
  assert.deepEqual(steps(said), [
    [1000, 'slowStart'],
    [2000, 'slowStart'],
    [4000, 'slowStart'],
    [8000, 'slowStart'],
    [10_000, 'estimate'],
    [20_000, 'estimate'],
  ])
})

test('a slow start goes no further by batches that are late or do not reach the limit', () => {
  const { said, batch } = controller({ slowStart: true, initialRate: 500 })
  batch(500, 1100)
  batch(100, 10)
  batch(500, 100, 950)
  batch(0, 0)
  assert.deepEqual(steps(said), [[500, 'slowStart']])
  batch(490, 100)
  assert.deepEqual(steps(said), [
    [500, 'slowStart'],
    [1000, 'slowStart'],
  ])
})
