/**
 * Histories of chance, one after another: `node test/recovery/torture.ts --minutes 10`.
 *
 *   --kinds files,commit-log   --seed 0   --histories 1000 (instead of minutes)   --ledger (add to test/recovery/ledger.json)
 *
 * Without kinds all have their turn: machines on which the whole engine runs, and its commits by themselves.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { KINDS, type Kind } from './kinds.ts'

const { values: options } = parseArgs({
  options: {
    kinds: { type: 'string', default: [...KINDS.keys()].join(',') },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    histories: { type: 'string' },
    minutes: { type: 'string', default: '1' },
    ledger: { type: 'boolean', default: false },
  },
})
const kinds = options.kinds.split(',') as Kind[]
const most = options.histories === undefined ? Number.POSITIVE_INFINITY : Number(options.histories)
const end = options.histories === undefined ? Date.now() + Number(options.minutes) * 60_000 : Number.POSITIVE_INFINITY

let [histories, crashes, repeated, commitStates] = [0, 0, 0, 0]
for (let seed = Number(options.seed); histories < most && Date.now() < end; seed++) {
  const kind = kinds[seed % kinds.length] as Kind
  try {
    const trial = KINDS.get(kind)
    if (trial === undefined) throw new Error(`there is no kind '${kind}'; there are ${[...KINDS.keys()].join(', ')}`)
    const tally = await trial(seed)
    crashes += tally.crashes
    repeated += tally.repeated
    commitStates += tally.commitStates
  } catch (error) {
    for (let at = error; at instanceof Error; at = at.cause) console.log(at.message)
    console.log(`replay: node test/recovery/torture.ts --kinds ${kind} --seed ${seed} --histories 1`)
    process.exit(1)
  }
  histories++
}
console.log(
  `${histories} histories from seed ${options.seed}: ${crashes} crashes, ${repeated} outputs came again, none wrong; ` +
    `${commitStates} states of commits`,
)
if (options.ledger) note()
process.exit(0)

function note(): void {
  const file = new URL('ledger.json', import.meta.url)
  const ledger = JSON.parse(readFileSync(file, 'utf8'))
  ledger.simulated.histories += histories
  ledger.simulated.crashes += crashes
  ledger.simulated.commitStates += commitStates
  writeFileSync(file, `${JSON.stringify(ledger, undefined, 2)}\n`)
}
