import { StreamError } from '../kernel/errors.ts'
import { show } from '../kernel/show.ts'

/** A master string that means this process. */
export interface LocalMaster {
  readonly parallelism: number
  /** Attempts of a task, when the string says so: `local[4,3]`. */
  readonly maxFailures: number | undefined
}

const LOCAL = /^local(?:\[\s*(\d+|\*)\s*(?:,\s*(\d+)\s*)?\])?$/

/** More tasks at a time are a mistake. */
const MOST_TASKS = 1_000_000

/** Read `local`, `local[N]`, `local[*]`, `local[N,F]` or `local[*,F]`; undefined for anything else. */
export function localMaster(master: string, cores: number): LocalMaster | undefined {
  const match = LOCAL.exec(master)
  if (match === null) return undefined
  const [, threads = '1', failures] = match
  const parallelism = threads === '*' ? cores : Number(threads)
  const maxFailures = failures === undefined ? undefined : Number(failures)
  const possible = parallelism >= 1 && parallelism <= MOST_TASKS && maxFailures !== 0
  return possible ? { parallelism, maxFailures } : undefined
}

export const unknownMaster = (master: string): StreamError =>
  new StreamError('CONFIG_MASTER', `the master is ${show(master, 80)}`, {
    hint: 'Use local, local[N], local[*], local[N,F] or local[*,F]: N tasks at a time, F attempts of a task.',
  })
