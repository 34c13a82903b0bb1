import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { run, type StreamingRun } from '../../src/index.ts'
import { ManualClock } from '../../src/kernel/clock/manual.ts'
import { LineLogger } from '../../src/kernel/log.ts'
import { Random } from '../../src/kernel/random.ts'

const JOB = new URL('./dying-states.ts', import.meta.url)

/** Where states are while the program runs. */
type Store = 'memory' | 'lmdb'

interface Printed {
  readonly lines: readonly string[]
  readonly deaths: readonly string[]
  /** Maps of states on disk, at most. */
  readonly maps: number
  /** What is left of them when the program has stopped. */
  readonly left: readonly string[]
}

/** Run all batches with a checkpoint, and answer what was printed and of which words workers died. */
async function printed(
  master: string,
  batches: readonly (readonly string[])[],
  folder: string,
  store: Store = 'memory',
): Promise<Printed> {
  const [clock, lines] = [new ManualClock(0), [] as string[]]
  const [marks, local] = [join(folder, `marks ${master}`), join(folder, `local ${master}`)]
  for (const path of [marks, local]) mkdirSync(path)
  const environment = { clock, logger: new LineLogger(() => {}), print: (line: string) => lines.push(line) }
  // Of each state no more than one entry is in memory.
  const conf = { 'millstream.state.store': store, 'millstream.state.cache': 1, 'spark.local.dir': local }
  const options = { bundle: false, master, args: { batches, marks }, environment, conf }
  let maps = 0
  const job = (await run(JOB, { ...options, checkpoint: join(folder, master) })) as StreamingRun
  const ended = job.done.catch((error: unknown) => lines.push(`failed: ${error}`))
  for (const _ of batches) {
    clock.advance(1000)
    await job.context.idle()
    maps = Math.max(maps, readdirSync(local, { recursive: true }).length)
  }
  await job.stop()
  await ended
  return { lines, deaths: readdirSync(marks).sort(), maps, left: readdirSync(local) }
}

/** Batches of words, of some of which workers die. */
function wordsOf(random: Random, batches: number): string[][] {
  return Array.from({ length: batches }, (_, i) => {
    const words = Array.from({ length: random.below(6) }, () => `w${random.below(9)}`)
    if (random.below(3) > 0) return words
    return [...words, `die ${random.below(2) === 0 ? 'map' : 'state'} ${i}`]
  })
}

async function survives(t: TestContext, store: Store, rounds: number): Promise<void> {
  const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 1e9))
  t.diagnostic(`SEED=${seed} node --test test/threads/kept-states.test.ts`)
  const folder = mkdtempSync(join(tmpdir(), 'millstream-kept-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const random = new Random(seed)
  for (let round = 0; round < rounds; round++) {
    const own = join(folder, `${round}`)
    mkdirSync(own)
    const batches = wordsOf(random, 16)
    const deadly = batches.flat().filter((word) => word.startsWith('die'))
    // A script in this thread would end with it, so what is right is said by words that nobody dies of.
    const harmless = batches.map((words) => words.map((word) => word.replace('die', 'liv')))
    const right = await printed('local', harmless, own)
    for (const master of ['local[2]', 'local[3]']) {
      const { lines, deaths, maps, left } = await printed(master, batches, own, store)
      assert.deepEqual(
        lines.map((line) => line.replaceAll('die', 'liv')),
        right.lines,
        `round ${round}, ${master}`,
      )
      assert.deepEqual(deaths, deadly.toSorted())
      assert.equal(maps > 0, store === 'lmdb', `${maps} maps`)
      assert.deepEqual(left, [])
    }
  }
}

test('with a checkpoint, workers that die take no state with them', (t) => survives(t, 'memory', 3))

test('nor where states are on disk: a map that went with its worker is made anew of the checkpoint', (t) =>
  survives(t, 'lmdb', 1))
