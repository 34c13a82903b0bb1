import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { Random } from '../../src/kernel/random.ts'
import { AllParts } from './all-parts.ts'
import { MOMENTS } from './bank.ts'
import { POINTS, type Point } from './points.ts'
import { type Strike, struck } from './strike.ts'

const SEED = Number(process.env.MILLSTREAM_SEED ?? Date.now() % 2 ** 31)

const hit = new Set<string>()

/** The process ends at the point; what came out up to there is as it must be. */
async function strikeAt(parts: AllParts, point: Point, when: Strike['when'], random: Random): Promise<void> {
  const needed = POINTS.find(({ name }) => name === point.needs)
  if (needed !== undefined) await strikeAt(parts, needed, 'after', random)
  const nth = point.atStart || point.isRare || point.stops ? 1 : 1 + random.below(3)
  const strike: Strike = { point: point.name, when, nth, signal: 'SIGKILL' }
  const life = parts.start({ strike })
  if (point.stops) {
    await life.until(parts.look, 'output')
    life.signal('SIGTERM')
  }
  await endOf(parts, life, struck(strike))
  assert.ok(life.said.includes(struck(strike)), life.said)
  hit.add(struck(strike))
}

async function endOf(parts: AllParts, life: ReturnType<AllParts['start']>, what: string): Promise<void> {
  await life.until(() => {
    parts.look()
    return life.isOver
  }, what)
  assert.equal(await life.over(), 'SIGKILL', life.said)
  parts.look()
}

/** The bank ends the process while it commits. */
async function strikeFromOutside(parts: AllParts, moment: (typeof MOMENTS)[number], random: Random): Promise<void> {
  const life = parts.start()
  let left = 1 + random.below(4)
  parts.bank.onMoment = (now) => {
    if (now === moment && --left === 0) process.kill(life.pid, 'SIGKILL')
  }
  await endOf(parts, life, moment)
  parts.bank.onMoment = () => {}
  hit.add(moment)
}

const ALL = [
  ...POINTS.flatMap((point) =>
    (['before', 'after'] as const).map(
      (when) => (parts: AllParts, random: Random) => strikeAt(parts, point, when, random),
    ),
  ),
  ...MOMENTS.map((moment) => (parts: AllParts, random: Random) => strikeFromOutside(parts, moment, random)),
]

function shuffled<T>(all: readonly T[], random: Random): T[] {
  return all
    .map((one) => [random.next(), one] as const)
    .sort(([a], [b]) => a - b)
    .map(([, one]) => one)
}

async function history(t: TestContext, seed: number, strikes: typeof ALL): Promise<void> {
  const random = new Random(seed)
  const parts = await AllParts.open()
  try {
    // So that there is one before.
    const first = parts.start()
    await first.until(parts.look, 'output of the first process')
    await first.end('SIGKILL')
    for (const strike of strikes) await strike(parts, random)
    const life = parts.start()
    await life.until(parts.look, 'output of the last process')
    await parts.finish(life)
    t.diagnostic(`${strikes.length + 1} kills, ${parts.records} records, each once and in order`)
  } finally {
    await parts.close()
  }
}

test('a process that ends before or after any step that others can see is gone on from', {
  concurrency: 2,
}, async (t) => {
  t.diagnostic(`replay: MILLSTREAM_SEED=${SEED} npm test -- test/kills/points.test.ts`)
  const all = shuffled(ALL, new Random(SEED))
  await Promise.all(
    [0, 1, 2, 3].map((quarter) =>
      t.test(`history ${quarter}`, (t) =>
        history(
          t,
          SEED + quarter,
          all.filter((_, i) => i % 4 === quarter),
        ),
      ),
    ),
  )
  const due = [...POINTS.flatMap(({ name }) => [`struck before ${name}`, `struck after ${name}`]), ...MOMENTS]
  assert.deepEqual(
    due.filter((name) => !hit.has(name)),
    [],
  )
  t.diagnostic(`${hit.size} points, each hit by SIGKILL`)
})
