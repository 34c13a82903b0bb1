import { createServer, type Server } from 'node:net'

/** Called with what a client asks, and with what takes the answer to it. */
export type Serve = (asked: any, answer: (line: string) => void) => void

/** A server in a process that nobody kills. Clients ask in lines of JSON. */
export class LineServer {
  readonly port: number
  readonly #server: Server

  private constructor(server: Server, port: number) {
    this.#server = server
    this.port = port
  }

  static async open(serve: Serve): Promise<LineServer> {
    const server = createServer((socket) => {
      let rest = ''
      const answer = (line: string): void => void socket.write(`${line}\n`)
      socket.on('error', () => {})
      socket.setEncoding('utf8').on('data', (text: string) => {
        const lines = (rest + text).split('\n')
        rest = lines.pop() ?? ''
        for (const line of lines) serve(JSON.parse(line), answer)
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    return new LineServer(server, typeof address === 'object' && address !== null ? address.port : 0)
  }

  close(): void {
    this.#server.close()
  }
}
