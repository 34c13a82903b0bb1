/** When each line was due: line i of a phase at its start + i / rate, whether or not it could be sent then. */

export interface Phase {
  /** Index of the first line, over the whole connection. */
  readonly first: number
  /** ms since 1970 at which the first line was due. */
  readonly start: number
  /** Lines a second. */
  readonly rate: number
  /** Index after the last line, or infinity while the phase runs. */
  end: number
}

export class Schedule {
  readonly phases: Phase[] = []

  begin(first: number, start: number, rate: number): Phase {
    const phase = { first, start, rate, end: Number.POSITIVE_INFINITY }
    this.phases.push(phase)
    return phase
  }

  /** When line `index` was due, in ms since 1970. */
  due(index: number): number {
    const phase = this.phases.findLast(({ first }) => first <= index) ?? this.phases[0]
    if (phase === undefined) return Number.NaN
    return phase.start + ((index - phase.first) / phase.rate) * 1000
  }

  /** How many lines were due until `time`. */
  dueUntil(time: number): number {
    const phase = this.phases.findLast(({ start }) => start <= time)
    if (phase === undefined) return 0
    return Math.min(phase.end, phase.first + Math.floor(((time - phase.start) / 1000) * phase.rate))
  }
}
