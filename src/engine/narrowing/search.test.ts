import assert from 'node:assert/strict'
import { test } from 'node:test'
import { freshSeed, Random } from '../../kernel/random.ts'
import { type Found, search } from './search.ts'

/** Runs `fails` over numbers from 0, and counts how many it is given. */
async function searched(
  size: number,
  fails: (chosen: readonly number[]) => string | undefined,
  most = 100,
): Promise<{ found: Found; given: number }> {
  let given = 0
  const run = async (from: number, to: number, without: ReadonlyMap<number, unknown>) => {
    const chosen: number[] = []
    for (let i = from; i < to; i++) if (!without.has(i)) chosen.push(i)
    given += chosen.length
    const message = fails(chosen)
    return message === undefined ? undefined : new Error(message)
  }
  return { found: await search({ size, run }, most), given }
}

const placesOf = (found: Found): number[] =>
  found.kind === 'found' ? [...found.records.keys()].sort((a, b) => a - b) : []

const failsOn =
  (...bad: number[]) =>
  (chosen: readonly number[]): string | undefined => {
    const first = chosen.find((i) => bad.includes(i))
    return first === undefined ? undefined : `bad ${first}`
  }

test('records that fail by themselves are found, each with its own error', async () => {
  const { found } = await searched(1000, failsOn(0, 17, 18, 999))
  assert.deepEqual(placesOf(found), [0, 17, 18, 999])
  assert.deepEqual(
    found.kind === 'found' ? [...found.records].map(([i, error]) => [i, (error as Error).message]) : [],
    [0, 17, 18, 999].map((i) => [i, `bad ${i}`]),
  )
})

test('one among many is found in about three times the work', async () => {
  const { found, given } = await searched(1 << 16, failsOn(40_000))
  assert.deepEqual(placesOf(found), [40_000])
  assert.ok(given < 5 * (1 << 16), `${given} records were run`)
})

test('what fails only together is found as the record that makes it fail', async () => {
  const sumIsAbove = (most: number) => (chosen: readonly number[]) =>
    chosen.reduce((a, b) => a + b, 0) > most ? 'too much' : undefined
  assert.deepEqual(placesOf((await searched(6, sumIsAbove(10))).found), [5])
  const both = (chosen: readonly number[]) => (chosen.includes(2) && chosen.includes(700) ? 'both' : undefined)
  assert.deepEqual(placesOf((await searched(1000, both)).found), [700])
})

test('what fails without records, or does not fail, or fails on too many is told', async () => {
  assert.deepEqual((await searched(10, () => 'always')).found, { kind: 'without records' })
  assert.deepEqual((await searched(10, () => undefined)).found, { kind: 'passes' })
  assert.deepEqual((await searched(0, () => undefined)).found, { kind: 'passes' })
  const all = (chosen: readonly number[]) => (chosen.length > 0 ? 'all' : undefined)
  assert.deepEqual((await searched(1000, all, 5)).found, { kind: 'too many' })
  assert.deepEqual(placesOf((await searched(5, all, 5)).found), [0, 1, 2, 3, 4])
  assert.deepEqual((await searched(6, all, 5)).found, { kind: 'too many' })
})

test('whatever fails, what is left when the found ones are gone does not', async () => {
  const seed = freshSeed()
  const random = new Random(seed)
  for (let round = 0; round < 200; round++) {
    const size = 1 + random.below(60)
    const bad = Array.from({ length: random.below(5) }, () => random.below(size))
    const pairs = Array.from({ length: random.below(4) }, () => [random.below(size), random.below(size)] as const)
    const fails = (chosen: readonly number[]): string | undefined => {
      const has = new Set(chosen)
      if (bad.some((i) => has.has(i))) return 'alone'
      return pairs.some(([a, b]) => a !== b && has.has(a) && has.has(b)) ? 'together' : undefined
    }
    const { found } = await searched(size, fails)
    const left = Array.from({ length: size }, (_, i) => i).filter((i) => !placesOf(found).includes(i))
    assert.equal(fails(left), undefined, `seed ${seed}, round ${round}`)
    for (const i of new Set(bad)) assert.ok(placesOf(found).includes(i), `seed ${seed}, round ${round}`)
  }
})
