import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { Random } from '../../src/kernel/random.ts'
import { Acked } from './acked.ts'
import { callsOf, type Ending, ERRORS, failingAt } from './failing-call.ts'
import type { Machine } from './machine.ts'
import { Written } from './written.ts'

const MACHINES: Readonly<Record<string, (random: Random) => Machine>> = {
  received: (random) => new Acked(random),
  written: (random) => new Written(random),
}
/** `received,disk full,once,17` runs that one alone. */
const ONLY = process.env.MILLSTREAM_FAILING?.split(',')
const SEED = 4

/** Have every call fail in turn that may fail so. */
async function everyCall(t: TestContext, name: string, error: string, lasts: boolean): Promise<void> {
  const [make, failing, how] = [MACHINES[name] as () => Machine, ERRORS[error] as never, lasts ? 'on' : 'once']
  const endings = { 'went on': 0, stopped: 0 } satisfies Record<Ending, number>
  for (const [number, call] of (await callsOf(make, SEED)).entries()) {
    if (!(ERRORS[error]?.calls.includes(call) ?? false)) continue
    if (ONLY !== undefined && ONLY.join() !== [name, error, how, number].join()) continue
    try {
      endings[await failingAt(make, SEED, { number, lasts, failing })]++
    } catch (cause) {
      const replay = `MILLSTREAM_FAILING='${[name, error, how, number]}' npm test -- test/recovery/failing-call.test.ts`
      throw new Error(`call ${number} (${call}) fails: ${error}; replay: ${replay}`, { cause })
    }
  }
  t.diagnostic(`${endings['went on']} runs went on, ${endings.stopped} stopped and were started again`)
  assert.ok(ONLY !== undefined || endings['went on'] + endings.stopped > 3)
}

for (const name of Object.keys(MACHINES))
  for (const error of Object.keys(ERRORS))
    for (const lasts of [false, true])
      test(`${name}: ${error} at any call, ${lasts ? 'and from then on' : 'once'}: all comes out, once and right`, (t) =>
        everyCall(t, name, error, lasts))
