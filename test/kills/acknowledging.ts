import { Receiver } from 'millstream'
import type { Connection } from 'millstream/connect'

/** Takes lines `key n`, and says the number of the last one when they are safe. */
export class Acknowledging extends Receiver<string> {
  readonly #port: number
  #connection: Connection | undefined

  constructor(port: number) {
    super()
    this.#port = port
  }

  override onStart(): void {
    let rest = ''
    const decoder = new TextDecoder()
    const connection = this.host.network.connect(
      { host: '127.0.0.1', port: this.#port },
      {
        data: (bytes) => {
          const lines = (rest + decoder.decode(bytes, { stream: true })).split('\n')
          rest = lines.pop() ?? ''
          if (lines.length === 0) return
          this.storeBlock(lines).then(
            () => connection.write(`${lines.at(-1)?.split(' ')[1]}\n`),
            (error) => this.reportError('a block was not stored', error),
          )
        },
        close: (error) => {
          if (!this.isStopped()) this.restart('the source is gone', error, 50)
        },
      },
    )
    this.#connection = connection
  }

  override onStop(): void {
    this.#connection?.destroy()
  }
}
