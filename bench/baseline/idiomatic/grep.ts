/** Grep without an engine: strings from readable chunks, one thread. Arguments: port, interval in ms, pattern. */
import { connect } from 'node:net'

const [port, interval, pattern = ''] = process.argv.slice(2)
const now = (): number => performance.timeOrigin + performance.now()

let count = 0
let rest = ''
connect(Number(port), 'localhost')
  .setEncoding('latin1')
  .on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) if (line.includes(pattern)) count++
  })

setInterval(() => {
  console.log(`OUT ${now()} ${count}`)
  count = 0
}, Number(interval))
