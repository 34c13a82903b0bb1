import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { type TestContext, test } from 'node:test'
import { Random } from '../../src/kernel/random.ts'
import { AllParts } from './all-parts.ts'
import type { Life } from './life.ts'
import { POINTS } from './points.ts'
import { type Strike, struck } from './strike.ts'

/** Processes that stand still; MILLSTREAM_STALLS for more or fewer. */
const STALLS = Number(process.env.MILLSTREAM_STALLS ?? 8)
const SEED = Number(process.env.MILLSTREAM_SEED ?? Date.now() % 2 ** 31)

/** Steps of a batch. A process that stands still while it begins owns nothing yet, or takes it back. */
const STEPS = POINTS.filter(({ atStart, stops }) => !atStart && !stops)

/** How a process ends that finds out that it was replaced: by us, or by the bank, which knows its epoch. */
const REPLACED = /E_CHECKPOINT_FENCED|E_OUTPUT_FENCED|epoch \d+ was replaced by \d+/

const isStopped = ({ pid }: Life): boolean => / T /.test(readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\)/, ''))

async function stall(t: TestContext, random: Random): Promise<void> {
  const { name: point, isRare } = STEPS[random.below(STEPS.length)] as (typeof STEPS)[number]
  const when = (['before', 'after'] as const)[random.below(2)] as Strike['when']
  const strike: Strike = { point, when, nth: isRare ? 1 : 3 + random.below(3), signal: 'SIGSTOP' }
  const parts = await AllParts.open()
  try {
    const first = parts.start({ strike, host: 'one' })
    await first.until(() => {
      parts.look()
      return first.said.includes(struck(strike)) && isStopped(first)
    }, struck(strike))

    // On the same machine it is seen that it is still there.
    const refused = parts.start({ host: 'one' })
    assert.equal(await refused.over(), 1, refused.said)
    assert.match(refused.said, /E_CHECKPOINT_IN_USE/)

    const second = parts.start({ host: 'two' })
    for (let i = 0; i < 3; i++) await second.until(parts.look, 'output of the second process')
    first.signal('SIGCONT')
    await second.until(() => {
      parts.look()
      return first.isOver
    }, 'the end of the first process')
    assert.equal(await first.over(), 1, first.said)
    assert.match(first.said, REPLACED)

    await second.until(parts.look, 'output after that')
    await second.end('SIGKILL')
    const third = parts.start({ host: 'two' })
    await third.until(parts.look, 'output of the third process')
    await parts.finish(third)
    t.diagnostic(`${struck(strike)}: it ended with ${REPLACED.exec(first.said)?.[0]}; ${parts.records} records`)
  } finally {
    await parts.close()
  }
}

test('a process that stood still and was replaced ends at its next commit', { concurrency: 2 }, async (t) => {
  t.diagnostic(`replay: MILLSTREAM_SEED=${SEED} npm test -- test/kills/stalled.test.ts`)
  await Promise.all(
    Array.from({ length: STALLS }, (_, i) => t.test(`stall ${i}`, (t) => stall(t, new Random(SEED + i)))),
  )
})
