import type { Clock } from '../../kernel/clock/clock.ts'
import type { FromWorker, Reply } from './messages.ts'

/** Milliseconds for which replies wait at most for others of their order, before the next task begins. */
const PATIENCE = 1

/** The replies of one order on their way to the driver: those of small tasks go together. */
export class Replies {
  readonly #post: (message: FromWorker) => void
  readonly #refused: (reply: Reply, error: unknown) => Reply
  readonly #clock: Clock
  #waiting: Reply[] = []
  #sent: number

  /** `refused` answers what is sent in place of a reply that cannot be cloned. */
  constructor(clock: Clock, post: (message: FromWorker) => void, refused: (reply: Reply, error: unknown) => Reply) {
    this.#clock = clock
    this.#post = post
    this.#refused = refused
    this.#sent = clock.ticks()
  }

  add(reply: Reply): void {
    this.#waiting.push(reply)
    if (reply.kind === 'failed' || this.#clock.ticks() - this.#sent > PATIENCE) this.send()
  }

  send(): void {
    const replies = this.#waiting
    if (replies.length === 0) return
    this.#waiting = []
    this.#sent = this.#clock.ticks()
    try {
      this.#post({ kind: 'replies', replies })
    } catch {
      for (const reply of replies) this.#sendOne(reply)
    }
  }

  #sendOne(reply: Reply): void {
    try {
      this.#post({ kind: 'replies', replies: [reply] })
    } catch (error) {
      this.#post({ kind: 'replies', replies: [this.#refused(reply, error)] })
    }
  }
}
