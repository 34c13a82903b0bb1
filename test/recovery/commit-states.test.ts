/** A machine may stop at any call of a commit: whatever that leaves of its disk, nothing that was promised is lost. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { COMMITS, type CommitKind } from './commits/kinds.ts'

/** What is tried of each kind in every run; `npm run torture` goes on behind it. */
const SEEDS: Readonly<Record<CommitKind, number>> = {
  ...{ log: 4, sealed: 1, file: 40, floor: 1, manifest: 1, received: 1, letters: 2 },
}
const SEED = Number(process.env.MILLSTREAM_SEED ?? 0)
const COUNT = process.env.MILLSTREAM_HISTORIES === undefined ? undefined : Number(process.env.MILLSTREAM_HISTORIES)

for (const [kind, seeds] of Object.entries(SEEDS))
  test(`${kind}: every state in which a stop may leave the disk`, async (t) => {
    const sum = { points: 0, enumerated: 0, sampled: 0 }
    for (let seed = SEED; seed < SEED + (COUNT ?? seeds); seed++)
      try {
        const { points, enumerated, sampled } = await COMMITS[kind as CommitKind](seed)
        sum.points += points
        sum.enumerated += enumerated
        sum.sampled += sampled
      } catch (cause) {
        const replay = `node test/recovery/torture.ts --kinds commit-${kind} --seed ${seed} --histories 1`
        throw new Error(`replay: ${replay}`, { cause })
      }
    t.diagnostic(`${sum.points} calls: ${sum.enumerated} states enumerated, of the others ${sum.sampled} by chance`)
    assert.ok(sum.enumerated > 100 * (COUNT ?? 1))
  })
