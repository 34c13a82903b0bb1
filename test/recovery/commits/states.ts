import { ManualClock } from '../../../src/kernel/clock/manual.ts'
import { turn } from '../../../src/kernel/clock/system.ts'
import { Random } from '../../../src/kernel/random.ts'
import type { Disk } from '../../../src/storage/faulty/disk.ts'
import { Chance, EveryOutcome } from '../../../src/storage/faulty/fate.ts'
import type { Faults } from '../../../src/storage/faulty/faults.ts'
import { FaultyFiles } from '../../../src/storage/faulty/faulty-files.ts'
import type { Commit } from './commit.ts'

/** How many states there were. */
export interface States {
  /** Calls before which the machine was stopped, and ends. */
  points: number
  /** States of a disk after a stop: all that there are of the points where they are not too many. */
  enumerated: number
  /** Of the other points: some by chance. */
  sampled: number
}

/** A moment at which the machine may stop: before a call, or at the end. */
interface Point<Promised> {
  readonly what: string
  readonly disk: Disk
  readonly promised: Promised
}

/** Where a point has more states than this, so many of them are gone through by chance; a commit may say otherwise. */
const MOST = 300
/** One in so many of the states is recovered from by a process that is stopped at each of its calls as well. */
const TWICE = 211
/** States of each of those points at most. */
const MOST_OF_SECOND = 8

const START = 100_000

/** Calls that leave the disk as it is: before and after them it may be left in the same states. */
const HARMLESS = new Set(['open', 'read'])

/**
 * Have a process live as the seed says, stop the machine before each of its calls, and go on from every state in which that
 * may leave the disk: whoever comes next must find what was promised.
 *
 * Source    OSDI'14 "All File Systems Are Not Created Equal", OSDI'18 "Finding Crash-Consistency Bugs with Bounded Black-Box
 *           Crash Testing"
 */
export async function everyState<P>(commit: Commit<P>, seed: number): Promise<States> {
  const states = { points: 0, enumerated: 0, sampled: 0 }
  const files = new FaultyFiles(new ManualClock(START))
  const promised = (await commit.laid?.(files, new Random(seed))) ?? commit.nothing
  for (const point of await pointsOf(commit, { what: 'never', disk: files.snapshot(), promised }, seed)) {
    states.points++
    // Nothing here waits for anything but promises: without this, nobody else would have a turn.
    await turn()
    for (const outcome of outcomes(point, commit.most ?? MOST, seed)) {
      states[outcome.how]++
      const next = leftBy(point, outcome)
      if ((states.enumerated + states.sampled) % TWICE === 0) await stoppedAgain(commit, next, seed + 1, states)
      else await live(commit, next, seed + 1)
    }
  }
  return states
}

/** A process that comes after a stop is stopped as well, before each of its calls. */
async function stoppedAgain<P>(commit: Commit<P>, start: Point<P>, seed: number, states: States): Promise<void> {
  for (const point of await pointsOf(commit, start, seed)) {
    states.points++
    for (const outcome of outcomes(point, MOST_OF_SECOND, seed)) {
      states[outcome.how]++
      await live(commit, leftBy(point, outcome, start), seed + 1)
    }
  }
}

function leftBy<P>({ what, promised }: Point<P>, { how, left, number }: Outcome, before?: Point<P>): Point<P> {
  const first = before === undefined ? '' : `${before.what}; then `
  return { what: `${first}${what} (${how}: ${number})`, disk: left, promised }
}

interface Outcome {
  readonly how: 'enumerated' | 'sampled'
  readonly left: Disk
  /** Tells it from the others of its point. */
  readonly number: string
}

/** All states of a point, or as many by chance as may be gone through. */
function outcomes<P>({ disk }: Point<P>, most: number, seed: number): Outcome[] {
  const all: Outcome[] = []
  const fate = new EveryOutcome()
  while (all.length < most) {
    all.push({ how: 'enumerated', left: disk.left(fate), number: `${fate}` })
    if (!fate.next()) return all
  }
  const chance = new Chance(new Random(seed))
  return all.map((_, i) => ({ how: 'sampled', left: disk.left(chance), number: `${i}` }))
}

/** Have a process live to its end, and answer the disk before each call that changes it, and at the end. */
async function pointsOf<P>(commit: Commit<P>, start: Point<P>, seed: number): Promise<Point<P>[]> {
  const points: Point<P>[] = []
  const { files, promised } = await live(commit, start, seed, (files, promised) => ({ number, call, path }) => {
    if (!HARMLESS.has(call))
      points.push({ what: `before call ${number}, ${call} ${path}`, disk: files.snapshot(), promised: promised() })
    return undefined
  })
  points.push({ what: 'at the end', disk: files.snapshot(), promised })
  return points
}

async function live<P>(
  commit: Commit<P>,
  start: Point<P>,
  seed: number,
  watch?: (files: FaultyFiles, promised: () => P) => Faults,
): Promise<{ readonly files: FaultyFiles; readonly promised: P }> {
  const clock = new ManualClock(START)
  const files = new FaultyFiles(clock, start.disk)
  let [promised, faults] = [start.promised, undefined as Faults | undefined]
  const watched = watch?.(files, () => promised)
  const both: Faults = (operation) => {
    watched?.(operation)
    return faults?.(operation)
  }
  files.fail(both)
  try {
    await commit.live({
      ...{ files, clock, promised, plan: new Random(seed) },
      promise(next) {
        promised = next
      },
      fail(next) {
        faults = next
      },
    })
  } catch (error) {
    throw new Error(`after a stop ${start.what}`, { cause: error })
  }
  return { files, promised }
}
