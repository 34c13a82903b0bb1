import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'

/** Something outside of the program that makes numbered records, each with a key. */
export interface Source {
  /** What the job is told. */
  readonly args: Readonly<Record<string, unknown>>
  /** Records so far. */
  readonly made: number
  /** Make no more. */
  stop(): void
  close(): void
}

export const keyOf = (n: number): string => 'abcde'[n % 5] as string

/** Files of twenty records, one each 100 ms, that are renamed into place. */
export function fileSource(folder: string): Source {
  const [draft, input] = [`${folder}/draft`, `${folder}/in`]
  for (const path of [draft, input]) mkdirSync(path, { recursive: true })
  let made = 0
  const timer = setInterval(() => {
    const name = `f${String(made).padStart(8, '0')}`
    const lines = Array.from({ length: 20 }, () => `${keyOf(made)} ${made++}\n`)
    writeFileSync(`${draft}/${name}`, lines.join(''))
    renameSync(`${draft}/${name}`, `${input}/${name}`)
  }, 100)
  const stop = (): void => clearInterval(timer)
  return {
    args: { input },
    get made() {
      return made
    },
    stop,
    close: stop,
  }
}

/** A server that sends each record until it is acknowledged: to whoever connects from the first one that was not. */
export async function sendingSource(): Promise<Source> {
  let [made, acknowledged] = [0, 0]
  let current: Socket | undefined
  let sent = 0
  const send = (): void => {
    if (current === undefined || sent >= made) return
    const lines: string[] = []
    for (; sent < made; sent++) lines.push(`${keyOf(sent)} ${sent}\n`)
    current.write(lines.join(''))
  }
  const server: Server = createServer((socket) => {
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
    made += 10
    send()
  }, 10)
  const address = server.address()
  return {
    args: { port: typeof address === 'object' ? address?.port : undefined },
    get made() {
      return made
    },
    stop: () => clearInterval(timer),
    close() {
      clearInterval(timer)
      current?.destroy()
      server.close()
    },
  }
}
