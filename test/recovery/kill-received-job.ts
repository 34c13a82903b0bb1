/** A source that sends what was not acknowledged again, and a log of what was received; for processes that are killed. */
import { connect, type Socket } from 'node:net'
import { Receiver, streamingJob } from '../../src/index.ts'
import { numbered, saveByBatch } from './outputs.ts'

/** Takes lines `key n`, and says the number of the last one when they are safe. */
class Acknowledging extends Receiver<string> {
  readonly #port: number
  #socket: Socket | undefined

  constructor(port: number) {
    super()
    this.#port = port
  }

  override onStart(): void {
    let rest = ''
    const socket = connect(this.#port, '127.0.0.1').setEncoding('utf8')
    this.#socket = socket
    socket.on('error', (error) => this.restart('the source is gone', error))
    socket.on('data', async (text: string) => {
      const lines = (rest + text).split('\n')
      rest = lines.pop() ?? ''
      if (lines.length === 0) return
      await this.storeBlock(lines)
      socket.write(`${lines.at(-1)?.split(' ')[1]}\n`)
    })
  }

  override onStop(): void {
    this.#socket?.destroy()
  }
}

export default streamingJob('killed', { batch: '250ms' }, (ssc, { port, output }: { port: number; output: string }) => {
  const pairs = ssc.receiverStream(new Acknowledging(port)).map((line) => {
    const [key = '', n] = line.split(' ')
    return [key, Number(n)] as const
  })
  saveByBatch(numbered(pairs), output)
})
