import { createServer, type Socket } from 'node:net'

/** ms from one write to the next. */
const STEP = 50

/** Sends lines to whoever connects, a given number each second; words that are always there, and some that come once. */
export class Sender {
  sent = 0
  readonly #rate: number
  readonly #server = createServer((socket) => {
    this.#socket = socket.on('error', () => {})
  })
  #socket: Socket | undefined
  #timer: NodeJS.Timeout | undefined

  constructor(rate: number) {
    this.#rate = rate
  }

  /** Answers the port. */
  async start(): Promise<number> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    this.#timer = setInterval(() => this.#send(), STEP)
    return (this.#server.address() as { port: number }).port
  }

  #send(): void {
    // As long as the other side reads: what it is late with is not heaped up here.
    if (this.#socket === undefined || this.#socket.writableNeedDrain) return
    const lines: string[] = []
    for (let i = (this.#rate * STEP) / 1000; i > 0; i--, this.sent++)
      lines.push(`w${this.sent % 1000} w${this.sent % 77} once${this.sent >> 3}\n`)
    this.#socket.write(lines.join(''))
  }

  /** No more lines; the connection stays. */
  stop(): void {
    clearInterval(this.#timer)
  }

  close(): void {
    this.#socket?.destroy()
    this.#server.close()
  }
}
