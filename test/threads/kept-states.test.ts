import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { run, type StreamingRun } from '../../src/index.ts'
import { ManualClock } from '../../src/kernel/clock/manual.ts'
import { LineLogger } from '../../src/kernel/log.ts'
import { Random } from '../../src/kernel/random.ts'

const JOB = new URL('./dying-states.ts', import.meta.url)

interface Printed {
  readonly lines: readonly string[]
  readonly deaths: readonly string[]
}

/** Run all batches with a checkpoint, and answer what was printed and of which words workers died. */
async function printed(master: string, batches: readonly (readonly string[])[], folder: string): Promise<Printed> {
  const [clock, lines, marks] = [new ManualClock(0), [] as string[], join(folder, `marks ${master}`)]
  mkdirSync(marks)
  const environment = { clock, logger: new LineLogger(() => {}), print: (line: string) => lines.push(line) }
  const options = { bundle: false, master, args: { batches, marks }, environment, checkpoint: join(folder, master) }
  const job = (await run(JOB, options)) as StreamingRun
  const ended = job.done.catch((error: unknown) => lines.push(`failed: ${error}`))
  for (const _ of batches) {
    clock.advance(1000)
    await job.context.idle()
  }
  await job.stop()
  await ended
  return { lines, deaths: readdirSync(marks).sort() }
}

/** Batches of words, of some of which workers die. */
function wordsOf(random: Random, batches: number): string[][] {
  return Array.from({ length: batches }, (_, i) => {
    const words = Array.from({ length: random.below(6) }, () => `w${random.below(9)}`)
    if (random.below(3) > 0) return words
    return [...words, `die ${random.below(2) === 0 ? 'map' : 'state'} ${i}`]
  })
}

test('with a checkpoint, workers that die take no state with them', async (t) => {
  const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 1e9))
  t.diagnostic(`SEED=${seed} node --test test/threads/kept-states.test.ts`)
  const folder = mkdtempSync(join(tmpdir(), 'millstream-kept-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const random = new Random(seed)
  for (let round = 0; round < 3; round++) {
    const own = join(folder, `${round}`)
    mkdirSync(own)
    const batches = wordsOf(random, 16)
    const deadly = batches.flat().filter((word) => word.startsWith('die'))
    // A script in this thread would end with it, so what is right is said by words that nobody dies of.
    const harmless = batches.map((words) => words.map((word) => word.replace('die', 'liv')))
    const right = await printed('local', harmless, own)
    for (const master of ['local[2]', 'local[3]']) {
      const { lines, deaths } = await printed(master, batches, own)
      assert.deepEqual(
        lines.map((line) => line.replaceAll('die', 'liv')),
        right.lines,
        `round ${round}, ${master}`,
      )
      assert.deepEqual(deaths, deadly.toSorted())
    }
  }
})
