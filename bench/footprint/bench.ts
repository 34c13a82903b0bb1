import type { Bench, Summary, Variant } from '../lib/variant.ts'
import { installed } from './install.ts'
import { nothing, started } from './start.ts'

/** ms of batches without input, until memory is read again. */
const IDLE = 10_000

const PROGRAMS = {
  'node app.js, local': ['bench/footprint/app.js', 'local'],
  'node app.js, local[2]': ['bench/footprint/app.js', 'local[2]'],
  'millstream run, local': ['bin/millstream.js', 'run', 'bench/footprint/job.js', '--master', 'local'],
  'millstream run, local[2]': ['bin/millstream.js', 'run', 'bench/footprint/job.js', '--master', 'local[2]'],
} as const

type Program = keyof typeof PROGRAMS
const NAMES = Object.keys(PROGRAMS) as Program[]

const figuresOf = (run: () => Promise<Record<string, number>>) => async (): Promise<Variant> => ({
  run: async () => ({ answer: 'done', figures: await run() }),
})

const start = (name: Program) =>
  figuresOf(async () => {
    const { first, memory } = await started(PROGRAMS[name], 0)
    return { 'first result ms': first, 'RSS MB': memory }
  })

/** All programs at once: what they hold does not depend on how fast they are. */
const idle = figuresOf(async () => {
  const all = await Promise.all(NAMES.map((name) => started(PROGRAMS[name], IDLE)))
  return Object.fromEntries(all.map(({ idleMemory }, i) => [`MB ${NAMES[i]}`, idleMemory]))
})

const figure = (figures: ReadonlyMap<string, Summary>, variant: string, name: string): number =>
  figures.get(variant)?.figures[name] ?? Number.NaN

export const FOOTPRINT: Bench = {
  about:
    'what a program takes: ms from the start of its process to the first result of a window of 30 ms (batches of 10 ms), MB' +
    ' in all of its processes then and after ten seconds of empty batches, and MB of a production install',
  items: 1,
  rounds: 5,
  variants: {
    'node -e 0': figuresOf(async () => ({ 'first result ms': await nothing() })),
    ...Object.fromEntries(NAMES.map((name) => [name, start(name)])),
    'idle for 10 s': idle,
    install: figuresOf(async () => {
      const sizes = Object.entries(installed())
      return Object.fromEntries(sizes.map(([part, megabytes]) => [`MB on disk, ${part}`, megabytes]))
    }),
  },
  goals: (figures) => [
    [
      '`node app.js` has its first result within 400 ms',
      figure(figures, 'node app.js, local', 'first result ms') <= 400,
    ],
    ['it holds at most 120 MB when idle', figure(figures, 'idle for 10 s', 'MB node app.js, local') <= 120],
    ['an install takes at most 10 MB', figure(figures, 'install', 'MB on disk, all') <= 10],
  ],
}
