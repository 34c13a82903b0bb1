/**
 * The generator process: sends the text to the one program that connects, open loop, at rates that it is told.
 *
 * It prints JSON lines (`{port}`, `{connected}`, `{begun: {first, start, rate}}`, `{ended: {end, behind}}`) and reads them
 * (`{rate}` begins a phase, `{end: true}` ends it). It never skips a line: what could not be sent when it was due is sent
 * as soon as the reader takes it, and is late.
 */
import { createServer, type Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { LINE_BYTES, TEXT_LINES, textOf } from './text.ts'

const { bytes } = textOf(TEXT_LINES)
/** The block twice, so that every slice of up to a block's length is one piece. */
const twice = Buffer.concat([bytes, bytes])
const SLICE = 10_000
/** Bytes that may wait in this process; the rest waits in the schedule. */
const WAITING = 2_000_000

let socket: Socket | undefined
let sent = 0
let phase: { first: number; start: number; rate: number } | undefined

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
  if (phase === undefined || socket === undefined) return
  const due = phase.first + Math.floor(((now() - phase.start) / 1000) * phase.rate)
  while (sent < due && socket.writableLength < WAITING) {
    const from = sent % TEXT_LINES
    const count = Math.min(due - sent, SLICE)
    socket.write(twice.subarray(from * LINE_BYTES, (from + count) * LINE_BYTES))
    sent += count
  }
}

setInterval(pump, 1)

createInterface(process.stdin)
  .on('line', (line) => {
    const order: { rate?: number; end?: boolean } = JSON.parse(line)
    if (order.rate !== undefined) {
      phase = { first: sent, start: now(), rate: order.rate }
      say({ begun: phase })
    }
    if (order.end && phase !== undefined) {
      const due = phase.first + Math.floor(((now() - phase.start) / 1000) * phase.rate)
      phase = undefined
      say({ ended: { end: sent, behind: due - sent } })
    }
  })
  .on('close', () => process.exit())
