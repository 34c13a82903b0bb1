import { inOrder, type JobArguments, type Peer } from './peer.ts'
import { ROOT } from './places.ts'

const run = (program: string) => (args: JobArguments) => ({
  file: process.execPath,
  args: [`${ROOT}bench/baseline/${program}.ts`, ...inOrder(args)],
})

const baseline = (grade: 'idiomatic' | 'expert', how: string): Peer => ({
  name: grade,
  title: `${grade} loop (TypeScript)`,
  versions: () => ({ node: process.versions.node }),
  flags: { how },
  guarantee: 'none',
  jobs: { grep: run(`${grade}/grep`), wordcount: run(`${grade}/wordcount`), yahoo: run(`${grade}/yahoo`) },
  install: () => {},
  startRate: 100_000,
  warmup: 5,
})

/** What one thread does without an engine: the measure that carries over to machines without the peers. */
export const IDIOMATIC = baseline('idiomatic', 'strings, split, Map; no engine')
export const EXPERT = baseline('expert', 'bytes, interned words, typed columns; no engine')
