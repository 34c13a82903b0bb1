import type { Clock } from '../kernel/clock/clock.ts'

/** Work that goes on for longer than this without a turn of the event loop lets the loop turn. */
const PATIENCE = 10

/**
 * Says when sockets and timers have waited long enough.
 *
 * Letting the loop turn takes as long as a small job, so it is done only when enough time went by since the loop last
 * turned. `begin` notes when it turns by itself.
 */
export class Turns {
  readonly #clock: Clock
  readonly #turn: () => Promise<void>
  #last = 0
  #watching = false

  constructor(clock: Clock, turn: () => Promise<void>) {
    this.#clock = clock
    this.#turn = turn
  }

  /** Work begins: measure from here, unless other work did so already in this turn of the loop. */
  begin(): void {
    if (this.#watching) return
    this.#watching = true
    this.#last = this.#clock.ticks()
    void this.#turn().then(() => {
      this.#watching = false
    })
  }

  get due(): boolean {
    return this.#clock.ticks() - this.#last > PATIENCE
  }

  async take(): Promise<void> {
    await this.#turn()
    this.#last = this.#clock.ticks()
  }
}
