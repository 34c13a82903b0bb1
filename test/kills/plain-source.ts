import { createServer, type Socket } from 'node:net'
import { linesOf } from './record.ts'
import type { Source } from './sources.ts'

/** Records at a time, and ms between. */
const [RECORDS, EVERY] = [10, 10]

/** What was sent over one connection: numbers from `from` on, below `to`. */
interface Sent {
  readonly from: number
  to: number
  /** Records up to here are known to have come. */
  come: number
}

/**
 * A socket that sends each record once. What a killed process had not written down is lost, and that can only be the end of
 * what was sent to it: all that came of a connection comes before all that did not.
 */
export async function plainSource(): Promise<Source> {
  let made = 0
  const all: Sent[] = []
  let current: { readonly socket: Socket; readonly sent: Sent } | undefined
  const server = createServer((socket) => {
    const sent = { from: made, to: made, come: made }
    all.push(sent)
    current?.socket.destroy()
    current = { socket, sent }
    socket.on('error', () => {})
    socket.on('close', () => {
      if (current?.socket === socket) current = undefined
    })
    socket.resume()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const timer = setInterval(() => {
    if (current === undefined) return
    current.socket.write(linesOf(made, made + RECORDS))
    made += RECORDS
    current.sent.to = made
  }, EVERY)
  const address = server.address()
  return {
    args: { kind: 'socket', port: typeof address === 'object' && address !== null ? address.port : 0 },
    get made() {
      return made
    },
    stop: () => clearInterval(timer),
    close() {
      clearInterval(timer)
      current?.socket.destroy()
      server.close()
    },
    missing: (hasCome) =>
      all.map((sent) => missingOf(sent, sent === current?.sent, hasCome)).find((n) => n !== undefined),
  }
}

/** Of a connection that is open all must come; of one that is closed, nothing behind the first that did not. */
function missingOf(sent: Sent, isOpen: boolean, hasCome: (n: number) => boolean): number | undefined {
  while (sent.come < sent.to && hasCome(sent.come)) sent.come++
  if (isOpen) return sent.come < sent.to ? sent.come : undefined
  for (let n = sent.come + 1; n < sent.to; n++) if (hasCome(n)) return sent.come
  return undefined
}
