import { createServer, type Socket } from 'node:net'
import { linesOf } from './record.ts'
import { inOrder, type Source } from './sources.ts'

/** Records at a time, and ms between. */
const [RECORDS, EVERY] = [10, 10]

/** A queue: sends each record until it is acknowledged, to whoever connects from the first one that was not. */
export async function sendingSource(): Promise<Source> {
  let [made, sent, acknowledged] = [0, 0, 0]
  let current: Socket | undefined
  const send = (): void => {
    if (current === undefined || sent >= made) return
    current.write(linesOf(sent, made))
    sent = made
  }
  const server = createServer((socket) => {
    current?.destroy()
    current = socket
    sent = acknowledged
    let rest = ''
    socket.setEncoding('utf8').on('data', (text: string) => {
      const numbers = (rest + text).split('\n')
      rest = numbers.pop() ?? ''
      for (const number of numbers) acknowledged = Math.max(acknowledged, Number(number) + 1)
    })
    socket.on('error', () => {})
    send()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const timer = setInterval(() => {
    made += RECORDS
    send()
  }, EVERY)
  const address = server.address()
  const first = inOrder()
  return {
    args: { kind: 'sending', port: typeof address === 'object' && address !== null ? address.port : 0 },
    get made() {
      return made
    },
    stop: () => clearInterval(timer),
    close() {
      clearInterval(timer)
      current?.destroy()
      server.close()
    },
    missing: (hasCome) => first(made, hasCome),
  }
}
