import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Bench, Summary, Variant } from '../lib/variant.ts'
import { Program } from './program.ts'

/** Deaths of which each process of the benchmark takes the figures. */
const DEATHS = 10
/** A batch that came out so many ms after its time is in time: one interval. */
const IN_TIME = 100
/** Keys of which the texts are 100 MB together; and some that are next to nothing. */
const [LARGE, SMALL] = [500_000, 20_000]

const figuresOf = (run: (folder: string) => Promise<readonly number[]>) => async (): Promise<Variant> => ({
  run: async () => {
    const folder = mkdtempSync(join(tmpdir(), 'millstream-bench-'))
    try {
      const times = (await run(folder)).toSorted((a, b) => a - b)
      return {
        answer: times.length,
        figures: { 'median ms': times[times.length >> 1] ?? Number.NaN, 'worst ms': times.at(-1) ?? Number.NaN },
      }
    } finally {
      rmSync(folder, { recursive: true })
    }
  },
})

interface Setting {
  readonly folder: string
  readonly master: string
  readonly keys: number
}

/** Answers what starts the program, when its state has been filled once. */
async function filled({ folder, master, keys }: Setting): Promise<() => Program> {
  const begin = Math.ceil(Date.now() / 1000) * 1000 + 1000
  const args = { keys, begin, deadly: join(folder, 'deadly') }
  const start = (): Program => new Program({ master, checkpoint: join(folder, 'state'), args })
  const program = start()
  await program.first(({ at, batch }) => batch > begin + 6000 && at - batch < IN_TIME)
  await program.kill()
  return start
}

/** ms from a SIGKILL, after which the program is started at once, to the first batch that was not out before. */
const process = (master: string, keys: number) =>
  figuresOf(async (folder) => {
    const start = await filled({ folder, master, keys })
    const times: number[] = []
    let program = start()
    let known = await program.first(({ at, batch }) => at - batch < IN_TIME)
    for (let i = 0; i < DEATHS; i++) {
      await sleep(500 + 37 * i)
      known = program.outs.at(-1) ?? known
      const killed = Date.now()
      await program.kill()
      program = start()
      const last = known.batch
      times.push((await program.first(({ batch }) => batch > last)).at - killed)
      known = await program.first(({ at, batch }) => batch > last && at - batch < IN_TIME)
    }
    await program.kill()
    return times
  })

/** ms from the death of a worker thread to the first batch since that is out in time. */
const worker = (keys: number) =>
  figuresOf(async (folder) => {
    const start = await filled({ folder, master: 'local[2]', keys })
    const program = start()
    const times: number[] = []
    await program.first(({ at, batch }) => at - batch < IN_TIME)
    for (let i = 0; i < DEATHS; i++) {
      // The worker that stands ready in place of the last one needs a while to be so.
      await sleep(2500)
      writeFileSync(join(folder, 'deadly'), '')
      const died = await deathIn(folder, i)
      times.push((await program.first(({ at, batch }) => at > died && at - batch < IN_TIME)).at - died)
    }
    await program.kill()
    return times
  })

/** When the `n`th worker died. */
async function deathIn(folder: string, n: number): Promise<number> {
  for (;;) {
    const deaths = readdirSync(folder).filter((name) => name.startsWith('deadly '))
    if (deaths.length > n) return Math.max(...deaths.map((name) => Number(name.slice('deadly '.length))))
    await sleep(1)
  }
}

const worst = (figures: ReadonlyMap<string, Summary>, variant: string): number =>
  figures.get(variant)?.figures['worst ms'] ?? Number.NaN

export const RECOVERY: Bench = {
  about:
    `deaths of a program with batches of 100 ms and a checkpoint, ${DEATHS} in each round: ms from SIGKILL to the first` +
    ' batch that was not out before, its process started anew at once; and from the death of a worker thread to the first' +
    ' batch that is out in time',
  items: 1,
  rounds: 5,
  variants: {
    'process, small state': process('local', SMALL),
    'process, 100 MB of state': process('local', LARGE),
    'worker thread, small state': worker(SMALL),
    'worker thread, 100 MB of state': worker(LARGE),
  },
  goals: (figures) => [
    [
      'a killed process with 100 MB has its first new output within 2 s',
      worst(figures, 'process, 100 MB of state') <= 2000,
    ],
    ['a dead worker is made good for within 250 ms', worst(figures, 'worker thread, small state') <= 250],
  ],
}
