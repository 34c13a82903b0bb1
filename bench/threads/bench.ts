import { join } from 'node:path'
import { type BatchRun, run } from 'millstream'
import type { Bench, Summary, Variant } from '../lib/variant.ts'

/** Processes are started in the root of the repository. */
const JOB = join(process.cwd(), 'bench/threads/job.ts')

const on = (master: string) => async (): Promise<Variant> => ({
  run: async () => {
    const start = performance.now()
    const job = (await run(JOB, { master })) as BatchRun<Record<string, number>>
    const figures = await job.done
    return { answer: 'done', figures: { ...figures, 'whole ms': performance.now() - start } }
  },
})

const goal = (figures: ReadonlyMap<string, Summary>, master: string, figure: string): number =>
  figures.get(master)?.figures[figure] ?? Number.NaN

export const THREADS: Bench = {
  about:
    'a job module on one thread and on two: functions that work, a shuffle of 2 M pairs to 50 k keys, tiny jobs, in ms',
  items: 1,
  variants: { local: on('local'), 'local[2]': on('local[2]') },
  goals: (figures) => [
    [
      'two threads are 1.7 times as fast with functions that work',
      goal(figures, 'local', 'functions ms') >= 1.7 * goal(figures, 'local[2]', 'functions ms'),
    ],
    ['a tiny job on two threads takes at most 0.3 ms at p99', goal(figures, 'local[2]', 'tiny p99') <= 0.3],
  ],
}
