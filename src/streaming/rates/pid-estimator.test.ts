import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { PidEstimator, type PidParts } from './pid-estimator.ts'
import type { BatchPace } from './rate-estimator.ts'

const SPARK = { batch: 1000, proportional: 1, integral: 0.2, derived: 0, minRate: 100 }

const pace = (time: number, records: number, processingDelay: number, schedulingDelay = 0): BatchPace => ({
  time,
  records,
  processingDelay,
  schedulingDelay,
})

/** Rows worked out by hand: settings, batches, and the rate after each. */
const ROWS: readonly [
  what: string,
  settings: Partial<PidParts>,
  batches: readonly (readonly [BatchPace, number | undefined])[],
][] = [
  [
    'the first batch gives none; with P = 1 the next is what the batch was worked off with',
    { integral: 0 },
    [
      [pace(1000, 500, 250), undefined],
      [pace(2000, 300, 600), 500],
      [pace(3000, 900, 300), 3000],
    ],
  ],
  [
    'what waits is taken off: half a second at 1000/s is 500 records, a fifth of them counts',
    {},
    [
      [pace(1000, 1000, 1000), undefined],
      [pace(2500, 1000, 1000, 500), 900],
      [pace(3500, 900, 900, 400), 920],
    ],
  ],
  [
    'a part of the error only',
    { proportional: 0.5, integral: 0 },
    [
      [pace(1000, 1000, 1000), undefined],
      [pace(2000, 200, 100), 1500],
      [pace(3000, 500, 1000), 1000],
    ],
  ],
  [
    'the change of the error, by the seconds between two batches',
    { integral: 0, derived: 0.5 },
    [
      [pace(1000, 1000, 1000), undefined],
      // The error is 1000 - 2000 = -1000, its change -1000 in 2 s.
      [pace(3000, 2000, 1000), 2250],
      // 2250 - 2000 = 250; 1250 in 1 s.
      [pace(4000, 2000, 1000), 1375],
    ],
  ],
  [
    'never below the least rate',
    {},
    [
      [pace(1000, 10, 1000), undefined],
      [pace(2000, 10, 1000), 100],
      [pace(3000, 1000, 1000, 20_000), 100],
    ],
  ],
  [
    'batches that say nothing: not newer, without records, without a length',
    { integral: 0 },
    [
      [pace(1000, 0, 10), undefined],
      [pace(1000, 10, 0), undefined],
      [pace(1000, 1000, 1000), undefined],
      [pace(1000, 2000, 1000), undefined],
      [pace(900, 2000, 1000), undefined],
      [pace(2000, 0, 1000), undefined],
      [pace(3000, 2000, 1000), 2000],
    ],
  ],
]

for (const [what, settings, batches] of ROWS)
  test(what, () => {
    const estimator = new PidEstimator({ ...SPARK, ...settings })
    for (const [batch, expected] of batches) {
      const rate = estimator.compute(batch)
      if (expected === undefined) assert.equal(rate, undefined)
      else assert.ok(Math.abs((rate as number) - expected) < 1e-9, `${rate} instead of ${expected}`)
    }
  })

/** The formula as it is written down, with every batch looked at again for each. */
function naive({ batch, proportional: P, integral: I, derived: D, minRate }: PidParts, batches: readonly BatchPace[]) {
  const valid: BatchPace[] = []
  for (const one of batches) {
    const isNewer = valid.every(({ time }) => one.time > time)
    if (isNewer && one.records > 0 && one.processingDelay > 0) valid.push(one)
  }
  let [last, lastError] = [0, 0]
  const rates = new Map<BatchPace, number>()
  for (const [i, one] of valid.entries()) {
    const rate = (one.records / one.processingDelay) * 1000
    if (i === 0) {
      last = rate
      continue
    }
    const error = last - rate
    const historical = (one.schedulingDelay * rate) / batch
    const change = (error - lastError) / ((one.time - (valid[i - 1] as BatchPace).time) / 1000)
    last = Math.max(last - P * error - I * historical - D * change, minRate)
    lastError = error
    rates.set(one, last)
  }
  return batches.map((one) => rates.get(one))
}

test('it is the formula, whatever the batches are', () => {
  const gain = fc.double({ min: 0, max: 3, noNaN: true })
  const parts = fc.record({
    batch: fc.integer({ min: 1, max: 60_000 }),
    proportional: gain,
    integral: gain,
    derived: gain,
    minRate: fc.double({ min: 0.001, max: 1000, noNaN: true }),
  })
  const batch = fc.record({
    time: fc.integer({ min: 0, max: 5000 }),
    records: fc.integer({ min: 0, max: 1_000_000 }),
    processingDelay: fc.integer({ min: 0, max: 10_000 }),
    schedulingDelay: fc.integer({ min: 0, max: 100_000 }),
  })
  fc.assert(
    fc.property(parts, fc.array(batch, { maxLength: 30 }), (settings, batches) => {
      const estimator = new PidEstimator(settings)
      const rates = batches.map((one) => estimator.compute(one))
      assert.deepEqual(rates, naive(settings, batches))
      for (const rate of rates) assert.ok(rate === undefined || rate >= settings.minRate)
    }),
  )
})
