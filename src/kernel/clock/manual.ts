import { type DurationLike, toMillis } from '../duration.ts'
import type { Clock } from './clock.ts'

interface Alarm {
  readonly due: number
  readonly fn: () => void
}

/**
 * A clock that moves only when told, for tests.
 *
 * `advance` runs the alarms that become due in order of their time, and of being set when times are equal; an alarm that
 * sets another inside the same advance is honoured. An alarm may advance the clock, too: it spends time, which never goes
 * back.
 */
export class ManualClock implements Clock {
  #now: number
  // Sorted by time; an alarm is put behind those of the same time.
  #alarms: Alarm[] = []

  constructor(start = 0) {
    this.#now = start
  }

  now(): number {
    return this.#now
  }

  ticks(): number {
    return this.#now
  }

  after(delay: number, fn: () => void): () => void {
    const alarm: Alarm = { due: this.#now + Math.max(0, delay), fn }
    let at = this.#alarms.length
    while (at > 0 && (this.#alarms[at - 1] as Alarm).due > alarm.due) at--
    this.#alarms.splice(at, 0, alarm)
    return () => {
      this.#alarms = this.#alarms.filter((other) => other !== alarm)
    }
  }

  /** Move forward, running every alarm that comes due on the way. */
  advance(by: DurationLike): void {
    const end = this.#now + toMillis(by, 'advance')
    for (let next = this.#alarms[0]; next !== undefined && next.due <= end; next = this.#alarms[0]) {
      this.#alarms.shift()
      this.#now = Math.max(this.#now, next.due)
      next.fn()
    }
    this.#now = Math.max(this.#now, end)
  }

  /** How many alarms are set. */
  get pending(): number {
    return this.#alarms.length
  }
}
