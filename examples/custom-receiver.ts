/**
 * A source of one's own: a receiver that counts down.
 *
 *   millstream run examples/custom-receiver.ts
 */
import { Receiver, seconds, streamingJob } from 'millstream'

/** Stores a number each `every` ms, from `from` down to 1, and then stops. */
class Countdown extends Receiver<number> {
  readonly #from: number
  readonly #every: number
  #cancel: (() => void) | undefined

  constructor(from: number, every: number) {
    super()
    this.#from = from
    this.#every = every
  }

  override onStart(): void {
    this.#tick(this.#from)
  }

  override onStop(): void {
    this.#cancel?.()
  }

  #tick(n: number): void {
    if (n === 0) this.stop('counted down')
    else
      this.#cancel = this.host.clock.after(this.#every, () => {
        this.store(n)
        this.#tick(n - 1)
      })
  }
}

export default streamingJob('custom-receiver', { batch: seconds(1) }, (ssc, { from = 10, every = 250 }) => {
  ssc.receiverStream(new Countdown(from, every)).print()
})
