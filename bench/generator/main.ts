/**
 * The generator process: sends its feed (the argument: text or events) to the one program that connects, open loop, at
 * rates that it is told.
 *
 * It prints JSON lines (`{port}`, `{connected}`, `{begun: {first, start, rate}}`, `{ended: {end, behind}}`) and reads them
 * (`{rate}` begins a phase, `{end: true}` ends it). It never skips a line: what could not be sent when it was due is sent
 * as soon as the reader takes it, and is late.
 */
import { createServer, type Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { FEEDS, feedOf } from './feed.ts'
import { Schedule } from './schedule.ts'

const feed = feedOf(FEEDS.find((name) => name === process.argv[2]) ?? 'text')
const SLICE = 10_000
/** Bytes that may wait in this process; the rest waits in the schedule. */
const WAITING = 2_000_000

let socket: Socket | undefined
let sent = 0
let isSending = false
const schedule = new Schedule()
const due = (index: number): number => schedule.due(index)

const now = (): number => performance.timeOrigin + performance.now()
const say = (message: object): boolean => process.stdout.write(`${JSON.stringify(message)}\n`)

const server = createServer((accepted) => {
  if (socket !== undefined) {
    say({ connectedAgain: true })
    accepted.destroy()
    return
  }
  socket = accepted.setNoDelay(true)
  accepted.on('error', (error) => say({ lost: error.message }))
  accepted.on('close', () => say({ lost: 'closed' }))
  accepted.on('drain', pump)
  accepted.resume()
  say({ connected: now() })
})
server.listen(0, '127.0.0.1', () => say({ port: (server.address() as { port: number }).port }))

/** Send what is due, in slices, until the socket has enough. */
function pump(): void {
  if (!isSending || socket === undefined) return
  const until = schedule.dueUntil(now())
  while (sent < until && socket.writableLength < WAITING) {
    const { bytes, count } = feed.slice(sent, Math.min(until - sent, SLICE), due)
    socket.write(bytes)
    sent += count
  }
}

setInterval(pump, 1)

/** Begin a phase: of the ones before, none is needed any more. */
function begin(rate: number): void {
  schedule.phases.length = 0
  const { first, start } = schedule.begin(sent, now(), rate)
  isSending = true
  say({ begun: { first, start, rate } })
}

function end(): void {
  const behind = schedule.dueUntil(now()) - sent
  isSending = false
  const last = feed.closing(now())
  if (last !== undefined) socket?.write(last)
  say({ ended: { end: sent, behind } })
}

createInterface(process.stdin)
  .on('line', (line) => {
    const order: { rate?: number; end?: boolean } = JSON.parse(line)
    if (order.rate !== undefined) begin(order.rate)
    if (order.end && isSending) end()
  })
  .on('close', () => process.exit())
