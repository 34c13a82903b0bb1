import type { Network } from '../connect/network.ts'
import type { Clock } from '../kernel/clock/clock.ts'
import type { Logger } from '../kernel/log.ts'
import type { Processes } from '../kernel/processes.ts'
import type { Threads } from '../kernel/threads.ts'
import type { Files } from '../storage/files.ts'
import type { OrderedMaps } from '../storage/maps/ordered-map.ts'
import type { BackendFactory } from './backend.ts'

/** Everything outside of a program that it can touch, as interfaces, so that a test can put its own in their place. */
export interface Environment {
  readonly clock: Clock
  readonly files: Files
  readonly maps: OrderedMaps
  readonly network: Network
  readonly processes: Processes
  readonly threads: Threads
  readonly logger: Logger
  /** Write a block of lines (without the last line's end) to standard output: what `print` prints. */
  readonly print: (text: string) => void
  /**
   * Settings given by who launched the program: the command line. They count where the program itself says nothing, as
   * those of spark-submit do.
   */
  readonly settings?: Readonly<Record<string, string>>
  /** Makes what runs the jobs of a context, chosen by its master string. */
  readonly backend: BackendFactory
}

let standard: Environment | undefined

/** Say what contexts use that are made without an environment of their own. Called once, by the package's entry. */
export function setStandardEnvironment(environment: Environment): void {
  standard = environment
}

/** The environment of this process with `parts` put in the place of its own. */
export function environmentWith(parts: Partial<Environment> = {}): Environment {
  if (standard === undefined) throw new Error('millstream was imported in part: import it from its entry')
  return { ...standard, ...parts }
}
