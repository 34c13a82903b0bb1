/** Parts of the engine that promise to survive crashes, each by itself on a simulated disk. */
import type { ManualClock } from '../../../src/kernel/clock/manual.ts'
import type { ProcessIdentity } from '../../../src/kernel/processes.ts'
import type { Random } from '../../../src/kernel/random.ts'
import type { Faults } from '../../../src/storage/faulty/faults.ts'
import type { FaultyFiles } from '../../../src/storage/faulty/faulty-files.ts'
import type { Files } from '../../../src/storage/files.ts'
import { nodeProcesses } from '../../../src/workers/node-processes.ts'

export interface Commit<Promised> {
  /** What is promised of an empty disk. */
  readonly nothing: Promised
  /** What lies on the disk when the first process comes, by chance; it survives. Default: nothing. */
  readonly laid?: (files: FaultyFiles, plan: Random) => Promise<Promised>
  /** How many states of a point are gone through at most: more where they are quickly done, fewer where there are many points. */
  readonly most?: number
  /**
   * What a process does from its start on: it finds on the disk what was promised, or throws; then it goes on with commits, and
   * says before and after each of them what holds from then on, whatever happens.
   */
  live(life: Life<Promised>): Promise<void>
}

/** A process on a simulated disk. */
export interface Life<Promised> {
  readonly files: FaultyFiles
  readonly clock: ManualClock
  /** What holds when it starts. */
  readonly promised: Promised
  /** What it does: the same seed, the same plan. */
  readonly plan: Random
  /** From now on this holds. */
  promise(promised: Promised): void
  /** Have things go wrong from now on. */
  fail(faults: Faults): void
}

/** Processes of which each is another one, and none runs any more that was there before. */
export function processes(number: number): typeof nodeProcesses {
  const self = (): ProcessIdentity => ({ pid: number, host: 'h', boot: 'b', started: `${number}` })
  return { ...nodeProcesses, self, isRunning: () => false }
}

export function require(holds: boolean, why: () => string): asserts holds {
  if (!holds) throw new Error(why())
}

/**
 * The files as a process sees them that stands still before the call of number `at` until `meanwhile` is done. Calls count while
 * it `mayStand`.
 */
export function standingStill(
  files: Files,
  at: number,
  meanwhile: () => Promise<void>,
  mayStand = (): boolean => true,
): Files {
  let calls = 0
  return new Proxy(files, {
    get(target, name) {
      const method = Reflect.get(target, name)
      if (typeof method !== 'function') return method
      if (!CAN_STAND_STILL.has(String(name))) return method.bind(target)
      return async (...given: unknown[]) => {
        if (mayStand() && calls++ === at) await meanwhile()
        return method.apply(target, given)
      }
    },
  })
}

const CAN_STAND_STILL = new Set(['rename', 'syncDirectory', 'syncFile', 'remove', 'list', 'stat', 'makeDirectory'])
