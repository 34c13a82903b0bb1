import type { Clock } from '../../kernel/clock/clock.ts'
import type { Member } from './member.ts'
import { Standstill } from './standstill.ts'

export interface StuckWatchParts {
  readonly clock: Clock
  /** Lets the event loop turn. */
  readonly turn: () => Promise<void>
  /** Milliseconds; 0 is never. */
  readonly deadline: number
  readonly members: () => Iterable<Member>
}

/** A worker is looked at so often within its deadline, but not more often than this many milliseconds. */
const [LOOKS, OFTEN] = [20, 100]

/**
 * Ends workers that have tasks and do not go on.
 *
 * A worker that waits for something goes on, because it answers when it is asked: it stands still when its thread runs
 * something that does not come back. Time counts only as far as it was looked at: when the driver itself stood still, its
 * workers were not seen to.
 */
export class StuckWatch {
  readonly #parts: StuckWatchParts
  readonly #period: number
  readonly #seen = new WeakMap<Member, Silence>()
  #cancel: (() => void) | undefined
  #awake = false
  #stopped = false

  constructor(parts: StuckWatchParts) {
    this.#parts = parts
    this.#period = Math.max(1, Math.min(OFTEN, parts.deadline / LOOKS))
  }

  /** A worker was sent something to do. */
  wake(): void {
    if (this.#awake || this.#stopped || this.#parts.deadline === 0) return
    this.#awake = true
    this.#lookLater()
  }

  stop(): void {
    this.#stopped = true
    this.#cancel?.()
  }

  #lookLater(): void {
    const { clock } = this.#parts
    const begun = clock.ticks()
    this.#cancel = clock.after(this.#period, () => this.#look(Math.min(clock.ticks() - begun, 2 * this.#period)))
  }

  #look(elapsed: number): void {
    let busy = false
    for (const member of this.#parts.members()) {
      if (member.orders === 0) this.#seen.delete(member)
      else {
        busy = true
        this.#lookAt(member, elapsed)
      }
    }
    this.#awake = false
    // A clock that leaps over many looks at once gives the workers no time between them.
    if (busy) {
      this.#awake = true
      void this.#parts.turn().then(() => {
        if (!this.#stopped) this.#lookLater()
      })
    }
  }

  #lookAt(member: Member, elapsed: number): void {
    const { board } = member
    const { beats } = board
    const silence = this.#seen.get(member)
    if (silence === undefined || silence.beats !== beats) {
      this.#seen.set(member, { beats, lasted: 0, asked: false })
      return
    }
    const { deadline } = this.#parts
    silence.lasted += elapsed
    if (silence.lasted >= deadline) member.kill(new Standstill(board.task, board.call, deadline))
    else if (silence.lasted >= deadline / 2 && !silence.asked) {
      silence.asked = true
      member.ask()
    }
  }
}

/** How long a worker has shown the same. */
interface Silence {
  readonly beats: number
  lasted: number
  asked: boolean
}
