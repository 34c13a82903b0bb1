import { Duration, type DurationLike, toMillis, toPositiveMillis } from './duration.ts'

/** A point of time in milliseconds since 1970-01-01T00:00:00Z: Spark's Time. Batches are named by it. */
export class Time {
  readonly milliseconds: number

  constructor(milliseconds: number) {
    this.milliseconds = milliseconds
  }

  plus(duration: DurationLike): Time {
    return new Time(this.milliseconds + toMillis(duration))
  }

  /** The time that lies `other` before, or the Duration since `other`. */
  minus(other: Time): Duration
  minus(other: DurationLike): Time
  minus(other: Time | DurationLike): Time | Duration {
    if (other instanceof Time) return new Duration(this.milliseconds - other.milliseconds)
    return new Time(this.milliseconds - toMillis(other))
  }

  compareTo(other: Time): number {
    return this.milliseconds - other.milliseconds
  }

  equals(other: Time): boolean {
    return this.milliseconds === other.milliseconds
  }

  /** The last time at or before this one that is a whole number of `duration` after `zero`. */
  floor(duration: DurationLike, zero: Time = new Time(0)): Time {
    const d = toMillis(duration)
    return new Time(Math.floor((this.milliseconds - zero.milliseconds) / d) * d + zero.milliseconds)
  }

  isMultipleOf(duration: DurationLike): boolean {
    return this.milliseconds % toMillis(duration) === 0
  }

  /** The times from this one to before `end`, each `step`. */
  until(end: Time, step: DurationLike): Time[] {
    return times(this.milliseconds, end.milliseconds, toPositiveMillis(step, 'the step', 'until'))
  }

  /** The times from this one to `end`, `end` included, each `step`. */
  to(end: Time, step: DurationLike): Time[] {
    return times(this.milliseconds, end.milliseconds + 1, toPositiveMillis(step, 'the step', 'to'))
  }

  min(other: Time): Time {
    return this.milliseconds <= other.milliseconds ? this : other
  }

  max(other: Time): Time {
    return this.milliseconds >= other.milliseconds ? this : other
  }

  toString(): string {
    return `${this.milliseconds} ms`
  }

  valueOf(): number {
    return this.milliseconds
  }
}

function times(start: number, end: number, step: number): Time[] {
  const list: Time[] = []
  for (let t = start; t < end; t += step) list.push(new Time(t))
  return list
}
