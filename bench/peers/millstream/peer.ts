import { readFileSync, rmSync } from 'node:fs'
import type { JobArguments, Peer } from '../peer.ts'
import { CACHE, PROGRAMS, ROOT } from '../places.ts'

const CHECKPOINTS = `${CACHE}/checkpoints`

/** A program as `millstream run` runs it. */
const run =
  (program: string, master: string) =>
  ({ port, interval, pattern }: JobArguments) => ({
    file: process.execPath,
    args: [
      `${ROOT}bin/millstream.js`,
      'run',
      `${PROGRAMS}/millstream/${program}.ts`,
      ...['--master', master],
      ...['--batch', `${interval}ms`],
      ...['--args', JSON.stringify({ port, pattern })],
    ],
  })

const millstream = (name: string, title: string, master: string, jobs: Peer['jobs']): Peer => ({
  name,
  title,
  versions: () => ({
    millstream: JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8')).version,
    node: process.versions.node,
  }),
  flags: { master },
  guarantee: 'receiver without a log; state in memory, not checkpointed',
  jobs,
  install: () => {},
  startRate: 100_000,
  warmup: 5,
})

const LAMBDAS = ['grep', 'wordcount', 'yahoo', 'empty', 'chain'] as const

/** A program that makes its context itself. */
const script = (program: string) => () => ({
  file: process.execPath,
  args: [`${PROGRAMS}/millstream/${program}.ts`],
})

/** The jobs with functions of the user. */
const lambdas = (master: string): Peer['jobs'] => Object.fromEntries(LAMBDAS.map((job) => [job, run(job, master)]))

export const MILLSTREAM = millstream('millstream', 'millstream, lambdas, local', 'local', {
  ...lambdas('local'),
  windows: script('windows'),
})

const { chain: _onOneThread, ...threaded } = lambdas('local[2]')
export const ON_TWO_THREADS = millstream('millstream-2', 'millstream, lambdas, local[2]', 'local[2]', threaded)

export const DECLARED = millstream('millstream-declared', 'millstream, declared operators, local', 'local', {
  grep: run('grep-declared', 'local'),
  wordcount: run('wordcount-declared', 'local'),
  yahoo: run('yahoo-declared', 'local'),
})

const opaque = (name: string, master: string): Peer =>
  millstream(name, `millstream, functions that it only calls, ${master}`, master, {
    wordcount: run('wordcount-opaque', master),
  })

/** The same with nothing lost and nothing twice: a checkpoint, and a log of what the socket gave. */
export const EXACT: Peer = {
  ...millstream('millstream-exact', 'millstream, functions that it only calls, exactly once, local', 'local', {
    wordcount: (args) => {
      const { file, args: plain } = run('wordcount-opaque', 'local')(args)
      rmSync(CHECKPOINTS, { recursive: true, force: true })
      const checkpoint = ['--checkpoint', `${CHECKPOINTS}/${args.port}`]
      return { file, args: [...plain, ...checkpoint, '--conf', 'spark.streaming.receiver.writeAheadLog.enable=true'] }
    },
  }),
  flags: { master: 'local', checkpoint: 'a folder', 'spark.streaming.receiver.writeAheadLog.enable': 'true' },
  guarantee: 'receiver with a log, states and windows checkpointed: nothing lost, nothing twice',
}

export const OPAQUE = opaque('millstream-opaque', 'local')
export const OPAQUE_ON_TWO_THREADS = opaque('millstream-opaque-2', 'local[2]')
