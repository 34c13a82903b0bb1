/**
 * Count words that come by a source of one's own: a receiver that speaks to a socket itself. A lost connection restarts
 * it, two seconds later.
 *
 *   millstream nc --listen 9999 --file examples/data/gettysburg.txt --rate 5 --keep-open
 *   millstream run examples/custom-receiver.ts
 */
import { Receiver, seconds, streamingJob } from 'millstream'
import type { Connection } from 'millstream/connect'

/** Stores what the server at an address sends, line by line. */
class LineReceiver extends Receiver<string> {
  readonly #host: string
  readonly #port: number
  #connection: Connection | undefined

  constructor(host: string, port: number) {
    super()
    this.#host = host
    this.#port = port
  }

  /** Sets things up and returns; what is received comes by callbacks. */
  override onStart(): void {
    const decoder = new TextDecoder()
    let rest = ''
    this.#connection = this.host.network.connect(
      { host: this.#host, port: this.#port },
      {
        data: (bytes) => {
          const lines = (rest + decoder.decode(bytes, { stream: true })).split('\n')
          rest = lines.pop() ?? ''
          this.storeAll(lines)
        },
        close: (error) => {
          if (this.isStarted()) this.restart('the connection is closed', error)
        },
      },
    )
  }

  override onStop(): void {
    this.#connection?.destroy()
  }
}

export default streamingJob('custom-receiver', { batch: seconds(1) }, (ssc, { host = 'localhost', port = 9999 }) => {
  ssc
    .receiverStream(new LineReceiver(host, port))
    .flatMap((line) => line.split(' '))
    .countByValue()
    .print()
})
