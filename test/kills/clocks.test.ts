import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { AllParts } from './all-parts.ts'
import type { Life } from './life.ts'

const [MINUTE, HOUR, DAY] = [60_000, 3_600_000, 86_400_000]

const lastOf = (parts: AllParts): number => parts.files.times.at(-1) as number

async function steps(t: TestContext, play: (parts: AllParts) => Promise<Life>): Promise<void> {
  const parts = await AllParts.open()
  try {
    // That each batch is later than the one before it is looked at with each look.
    await parts.finish(await play(parts))
    t.diagnostic(`${parts.files.times.length} batches with files, ${parts.records} records`)
  } finally {
    await parts.close()
  }
}

test('a wall clock that jumps neither repeats nor leaves out a batch', { concurrency: 2 }, async (t) => {
  await Promise.all([
    t.test('while the program runs', (t) =>
      steps(t, async (parts) => {
        const life = parts.start()
        await life.until(parts.look, 'output')
        const [from, began] = [lastOf(parts), performance.now()]
        for (const ahead of [-2 * HOUR, 0, -3 * DAY, -MINUTE, 0]) {
          life.tell(`clock ${ahead}`)
          for (let i = 0; i < 5; i++) await life.until(parts.look, `output with a clock that is ${ahead} ms ahead`)
        }
        const [went, passed] = [lastOf(parts) - from, performance.now() - began]
        assert.ok(went <= passed + 1000, `batches of ${went} ms came in ${passed} ms`)
        return life
      }),
    ),
    t.test('back, between a kill and the next start', (t) =>
      steps(t, async (parts) => {
        const first = parts.start()
        await first.until(parts.look, 'output')
        await first.end('SIGKILL')
        const before = lastOf(parts)
        const second = parts.start({ ahead: -2 * HOUR })
        for (let i = 0; i < 5; i++) await second.until(parts.look, 'output two hours earlier')
        assert.ok(lastOf(parts) - before < MINUTE, `${lastOf(parts)} came behind ${before}`)
        return second
      }),
    ),
    t.test('forward, between a kill and the next start, with batches made up for one by one', (t) =>
      steps(t, async (parts) => {
        const first = parts.start()
        await first.until(parts.look, 'output')
        await first.end('SIGKILL')
        const before = lastOf(parts)
        const second = parts.start({ ahead: MINUTE })
        while (lastOf(parts) < before + MINUTE) await second.until(parts.look, 'output a minute later')
        return second
      }),
    ),
    t.test('forward by days, with batches made up for as one; and back again', (t) =>
      steps(t, async (parts) => {
        const conf = { 'millstream.checkpoint.catchUp': 'coalesce' }
        const first = parts.start({ conf })
        await first.until(parts.look, 'output')
        await first.end('SIGKILL')
        const before = lastOf(parts)
        const second = parts.start({ conf, ahead: 3 * DAY })
        while (lastOf(parts) < before + 3 * DAY - MINUTE) await second.until(parts.look, 'output three days later')
        await second.end('SIGKILL')
        const third = parts.start({ conf })
        for (let i = 0; i < 5; i++) await third.until(parts.look, 'output with the clock put right')
        return third
      }),
    ),
  ])
})
