/** The Yahoo job without an engine: JSON.parse and Maps, one thread. Arguments: port, interval in ms, table. */
import { connect } from 'node:net'
import { type Counts, count } from '../../yahoo/by-hand.ts'
import { readTable, Store } from '../../yahoo/store.ts'

const [port, interval, file = ''] = process.argv.slice(2)
const table = readTable(file)
const campaigns = new Map(table.map(({ ad, campaign }) => [ad, campaign]))
const store = new Store(table)

let counts: Counts = new Map()
let rest = ''
connect(Number(port), 'localhost')
  .setEncoding('latin1')
  .on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    count(lines, campaigns, counts)
  })

setInterval(() => {
  for (const [window, views] of counts) for (const [campaign, n] of views) store.add(campaign, window, n)
  counts = new Map()
  store.print()
}, Number(interval))
