import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { Random } from '../../src/kernel/random.ts'
import { lives, type Machine } from './machine.ts'

const { MILLSTREAM_HISTORIES, MILLSTREAM_SEED } = process.env
/** True when somebody says how many there are to be. */
export const IS_TOLD = MILLSTREAM_HISTORIES !== undefined
/** How many, unless a test needs more or fewer. */
export const HISTORIES = Number(MILLSTREAM_HISTORIES ?? 60)
const SEED = Number(MILLSTREAM_SEED ?? 0)

export interface Histories {
  /** Of the test, in this folder. */
  readonly file: string
  readonly count?: number
  /** Seeds before the first one. */
  readonly after?: number
}

/** Have machines live through histories of chance, one after another, and tell how often they crashed. */
export async function histories(
  t: TestContext,
  make: (random: Random) => Machine,
  { file, count = HISTORIES, after = 0 }: Histories,
): Promise<void> {
  let [crashes, repeated] = [0, 0]
  const from = SEED + after
  for (let seed = from; seed < from + count; seed++) {
    const random = new Random(seed)
    const machine = make(random)
    try {
      crashes += await lives(machine, random, 20)
      repeated += machine.repeated
    } catch (cause) {
      const replay = `MILLSTREAM_SEED=${seed} MILLSTREAM_HISTORIES=1 npm test -- test/recovery/${file}`
      throw new Error(`replay: ${replay}`, { cause })
    }
  }
  t.diagnostic(`${count} histories from seed ${from}: ${crashes} crashes, ${repeated} outputs came again`)
  assert.equal(crashes >= count, true)
}
