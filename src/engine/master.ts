import { StreamError } from '../kernel/errors.ts'
import { show } from '../kernel/show.ts'

/** A master string that means this process. */
export interface LocalMaster {
  readonly parallelism: number
  /** Attempts of a task, when the string says so: `local[4,3]`. */
  readonly maxFailures: number | undefined
}

const LOCAL = /^local(?:\[\s*(\d+|\*)\s*(?:,\s*(\d+)\s*)?\])?$/

/** Read `local`, `local[N]`, `local[*]`, `local[N,F]` or `local[*,F]`; undefined for anything else. */
export function localMaster(master: string, cores: number): LocalMaster | undefined {
  const match = LOCAL.exec(master)
  if (match === null) return undefined
  const [, threads = '1', failures] = match
  const parallelism = threads === '*' ? cores : Number(threads)
  const maxFailures = failures === undefined ? undefined : Number(failures)
  return parallelism < 1 || maxFailures === 0 ? undefined : { parallelism, maxFailures }
}

export const unknownMaster = (master: string): StreamError =>
  new StreamError('CONFIG_MASTER', `the master is ${show(master, 80)}`, {
    hint: 'Use local, local[N], local[*], local[N,F] or local[*,F]: N tasks at a time, F attempts of a task.',
  })
