/** Runs of a program in which one call of its disk fails, as SQLite is tested: the first, the second, and so on. */
import { isStreamError } from '../../src/index.ts'
import { Random } from '../../src/kernel/random.ts'
import type { Fault, Faults, Operation } from '../../src/storage/faulty/faults.ts'
import type { SystemCode } from '../../src/storage/system-error.ts'
import type { Machine } from './machine.ts'

type Call = Operation['call']

/** A way in which calls of a disk fail. */
export interface Failing {
  readonly code: SystemCode
  readonly calls: readonly Call[]
  /** Bytes of a write that arrive before it fails. */
  readonly written?: number
}

const CHANGES: readonly Call[] = ['create', 'write', 'mkdir', 'rename', 'rm']
const GROWS: readonly Call[] = ['create', 'write', 'mkdir', 'rename', 'fdatasync', 'fsync']

/** The seven errors: each for the calls of which the system says that they may answer so. */
export const ERRORS: Readonly<Record<string, Failing>> = {
  'i/o error': { code: 'EIO', calls: [...CHANGES, 'fdatasync', 'fsync', 'open', 'read'] },
  'disk full': { code: 'ENOSPC', calls: GROWS, written: 0 },
  'short write': { code: 'ENOSPC', calls: ['write'], written: 7 },
  'quota used up': { code: 'EDQUOT', calls: GROWS, written: 3 },
  'too many open files': { code: 'EMFILE', calls: ['create', 'open'] },
  'permission denied': { code: 'EACCES', calls: ['create', 'mkdir', 'rename', 'rm', 'open'] },
  'read-only file system': { code: 'EROFS', calls: CHANGES },
}

/** How a run ended: it went on as if nothing had been, or with an error that has a code, and was started again. */
export type Ending = 'went on' | 'stopped'

/** Seconds in which something happens, and after which a disk is mended that fails from some call on. */
const [EVENTFUL, BROKEN] = [3, 4]
const MOST_STARTS = 3

/** The calls of a run in which nothing fails. */
export async function callsOf(make: (random: Random) => Machine, seed: number): Promise<Call[]> {
  const calls: Call[] = []
  await run(make, seed, ({ call }) => {
    calls.push(call)
    return undefined
  })
  return calls
}

/**
 * Have call `number` of a run fail, and when it `lasts` all after it that may fail so, for some seconds or until the program ends.
 * Whether it goes on or ends with an error that has a code and is started again, all must come out, and right.
 */
export function failingAt(
  make: (random: Random) => Machine,
  seed: number,
  { number, lasts, failing }: { readonly number: number; readonly lasts: boolean; readonly failing: Failing },
): Promise<Ending> {
  const { code, calls, written = 0 } = failing
  const fault: Fault = { kind: 'error', code, written }
  return run(make, seed, (operation) => {
    const isDue = lasts ? operation.number >= number : operation.number === number
    return isDue && calls.includes(operation.call) ? fault : undefined
  })
}

async function run(make: (random: Random) => Machine, seed: number, faults: Faults): Promise<Ending> {
  const machine = make(new Random(seed))
  let ending: Ending = 'went on'
  machine.waits = false
  let starts = 0
  machine.forgives = (failure) => {
    // What a mended disk does not mend is no matter of the disk.
    if (!isStreamError(failure) || ++starts > MOST_STARTS) return false
    ending = 'stopped'
    machine.files.fail(() => undefined)
    return true
  }
  const mended = machine.clock.now() + 1000 * (EVENTFUL + BROKEN)
  machine.files.fail((operation) => (machine.clock.now() < mended ? faults(operation) : undefined))
  await machine.start()
  for (let second = 0; second < EVENTFUL; second++) await machine.second()
  // And as long as it waits for a disk at most before it tries again.
  for (let second = 0; second < BROKEN + 6; second++) await machine.second(true)
  machine.waits = true
  machine.crash()
  await machine.start()
  await machine.second(true)
  await machine.stop()
  machine.check()
  return ending
}
