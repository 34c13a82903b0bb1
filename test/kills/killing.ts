import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Random } from '../../src/kernel/random.ts'
import { builtCommand } from './built-package.ts'
import type { JobArgs } from './job.ts'
import { Life } from './life.ts'
import { Oracle } from './oracle.ts'
import { type OutputArgs, SINKS, type Sink } from './sinks.ts'
import { type InputArgs, SOURCES, type Source } from './sources.ts'

export interface Killing {
  readonly source: InputArgs['kind']
  readonly sink: OutputArgs['kind']
  readonly master: string
  readonly kills: number
  readonly random: Random
}

export interface Killed {
  readonly records: number
  readonly made: number
  /** ms from the start of a process that goes on to its first output. */
  readonly recoveries: readonly number[]
  /** Kills before anything had come out of the process. */
  readonly early: number
}

/** How a process ends that SIGTERM has stopped in good order. */
const STOPPED = 143

/** ms after its start at which a process is killed that has not been waited for, and after its first output, at most. */
const [EARLY, LATE] = [600, 120]

const JOB = fileURLToPath(new URL('job.ts', import.meta.url))

const CONF = {
  'spark.streaming.receiver.writeAheadLog.enable': 'true',
  'spark.streaming.blockInterval': '20ms',
  // So that segments end, floors move and old segments go while there is so little.
  'millstream.checkpoint.segment': '16k',
}

/** Arguments of a process that goes on from what is in `folder`. */
const argsOf = (master: string, folder: string, args: JobArgs): string[] => [
  ...['run', JOB, '--no-supervise', '--no-bundle', '--master', master],
  ...['--checkpoint', join(folder, 'state'), '--args', JSON.stringify(args)],
  ...Object.entries(CONF).flatMap(([key, value]) => ['--conf', `${key}=${value}`]),
]

/**
 * Kill a job again and again, and look at what comes out of it from outside, all the time. Most processes are killed soon
 * after their first output, one in four at any moment of its start. Throws what is wrong.
 */
export async function kill(killing: Killing): Promise<Killed> {
  const [command, folder] = [await builtCommand(), mkdtempSync(join(tmpdir(), 'millstream-kill-'))]
  const source = await SOURCES[killing.source](folder)
  const sink = await SINKS[killing.sink](folder)
  try {
    const args = [command, ...argsOf(killing.master, folder, { input: source.args, output: sink.args })]
    return await killed(killing, () => new Life(args), source, sink)
  } finally {
    source.close()
    sink.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function killed({ kills, random }: Killing, start: () => Life, source: Source, sink: Sink): Promise<Killed> {
  const oracle = new Oracle()
  const look = (): boolean => {
    const seen = sink.look()
    for (const { line, where } of seen) oracle.see(line, where)
    return seen.length > 0
  }
  const recoveries: number[] = []
  let early = 0
  for (let i = 0; i < kills; i++) {
    const [life, from] = [start(), performance.now()]
    if (i > 0 && random.below(4) === 0) {
      await sleep(random.below(EARLY))
      early++
    } else {
      await life.until(look, 'output')
      if (i > 0) recoveries.push(performance.now() - from)
      await sleep(random.below(LATE))
    }
    const end = await life.end('SIGKILL')
    if (end !== 'SIGKILL') throw new Error(`the process ended by itself (${end}):\n${life.said}`)
    look()
  }
  const life = start()
  await life.until(look, 'output of the last process')
  source.stop()
  const isWhole = (): boolean => {
    look()
    return source.missing(oracle.hasCome) === undefined
  }
  await life.until(isWhole, 'the last record', () => oracle.records)
  const end = await life.end('SIGTERM')
  if (end !== STOPPED) throw new Error(`the last process ended with ${end}:\n${life.said}`)
  look()
  sink.check()
  oracle.check(source)
  return { records: oracle.records, made: source.made, recoveries, early }
}
