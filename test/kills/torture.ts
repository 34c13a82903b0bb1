/**
 * Real processes killed by SIGKILL, every source with every sink: `npm run torture:kills -- --kills 2000`.
 *
 *   --seed 0   --at-once 2   --ledger (add to test/recovery/ledger.json)
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { Random } from '../../src/kernel/random.ts'
import { kill } from './killing.ts'
import { cells } from './matrix.ts'

const { values: options } = parseArgs({
  options: {
    kills: { type: 'string', default: '1000' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    'at-once': { type: 'string', default: '2' },
    ledger: { type: 'boolean', default: false },
  },
})

/** Kills of one history: each ends with a check of all that came out. */
const MOST = 50

const wanted = Number(options.kills)
const all = cells(wanted).flatMap((cell) =>
  Array.from({ length: Math.ceil(cell.kills / MOST) }, (_, i) => ({
    ...cell,
    kills: Math.min(MOST, cell.kills - i * MOST),
  })),
)
let [next, kills, records] = [0, 0, 0]

async function work(): Promise<void> {
  while (next < all.length) {
    const seed = Number(options.seed) + next
    const cell = all[next++] as (typeof all)[number]
    const name = `${cell.source} to ${cell.sink} on ${cell.master}`
    try {
      const killed = await kill({ ...cell, random: new Random(seed) })
      kills += cell.kills
      records += killed.records
      console.log(`${name}: ${cell.kills} kills, ${killed.records} of ${killed.made} records`)
    } catch (error) {
      console.log(`${name}, seed ${seed}: ${error instanceof Error ? error.message : error}`)
      console.log(`replay: npm run torture:kills -- --kills ${options.kills} --seed ${options.seed}`)
      process.exit(1)
    }
  }
}

await Promise.all(Array.from({ length: Number(options['at-once']) }, work))
console.log(`${kills} kills from seed ${options.seed}: ${records} records, none lost, none twice, none out of order`)
if (options.ledger) note()
process.exit(0)

function note(): void {
  const file = new URL('../recovery/ledger.json', import.meta.url)
  const ledger = JSON.parse(readFileSync(file, 'utf8'))
  ledger.killed.runs += all.length
  ledger.killed.kills += kills
  writeFileSync(file, `${JSON.stringify(ledger, undefined, 2)}\n`)
}
