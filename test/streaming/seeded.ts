import { randomInt } from 'node:crypto'
import type { TestContext } from 'node:test'
import fc from 'fast-check'

/** The seed of this run: MILLSTREAM_SEED, or a new one each time. */
const SEED = Number(process.env.MILLSTREAM_SEED ?? randomInt(2 ** 31))

/** Check a property on `runs` random cases. The command that runs the same cases again is printed, and is in the error. */
export async function holds<Ts>(
  t: TestContext,
  file: string,
  property: fc.IAsyncProperty<Ts>,
  runs: number,
): Promise<void> {
  const replay = `MILLSTREAM_SEED=${SEED} npm test -- ${file}`
  t.diagnostic(`replay: ${replay}`)
  const details = await fc.check(property, { seed: SEED, numRuns: runs })
  if (!details.failed) return
  throw new Error(`${fc.defaultReportMessage(details)}\n\nReplay: ${replay}`, { cause: details.errorInstance })
}
