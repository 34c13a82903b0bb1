/**
 * Lives of chance, one history after another: `node test/recovery/torture.ts --minutes 10`.
 *
 *   --kinds files,received   --seed 0   --histories 1000 (instead of minutes)   --ledger (add to test/recovery/ledger.json)
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { Random } from '../../src/kernel/random.ts'
import { KINDS, type Kind } from './kinds.ts'
import { lives } from './machine.ts'

const { values: options } = parseArgs({
  options: {
    kinds: { type: 'string', default: Object.keys(KINDS).join(',') },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    histories: { type: 'string' },
    minutes: { type: 'string', default: '1' },
    ledger: { type: 'boolean', default: false },
  },
})
const kinds = options.kinds.split(',') as Kind[]
const most = options.histories === undefined ? Number.POSITIVE_INFINITY : Number(options.histories)
const end = options.histories === undefined ? Date.now() + Number(options.minutes) * 60_000 : Number.POSITIVE_INFINITY

let [histories, crashes, repeated] = [0, 0, 0]
for (let seed = Number(options.seed); histories < most && Date.now() < end; seed++) {
  const kind = kinds[seed % kinds.length] as Kind
  const random = new Random(seed)
  const machine = KINDS[kind](random)
  try {
    crashes += await lives(machine, random, 20)
  } catch (error) {
    console.log(`${error instanceof Error ? error.message : error}`)
    console.log(`replay: node test/recovery/torture.ts --kinds ${options.kinds} --seed ${seed} --histories 1`)
    process.exit(1)
  }
  repeated += machine.repeated
  histories++
}
console.log(
  `${histories} histories from seed ${options.seed}: ${crashes} crashes, ${repeated} outputs came again, none wrong`,
)
if (options.ledger) note()
process.exit(0)

function note(): void {
  const file = new URL('ledger.json', import.meta.url)
  const ledger = JSON.parse(readFileSync(file, 'utf8'))
  ledger.simulated.histories += histories
  ledger.simulated.crashes += crashes
  writeFileSync(file, `${JSON.stringify(ledger, undefined, 2)}\n`)
}
