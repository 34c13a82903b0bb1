/** A stretch in which there are no batches: times after `after` and before `before`, both of them batches, in ms. */
export interface Gap {
  readonly after: number
  readonly before: number
}

/** What an earlier process has left to do. */
export interface Missed {
  /** The last batch of which something is known: those up to it are made as they were. */
  readonly decided: number
  /** The newest batch for which it was time while nobody ran; undefined when there was none. */
  readonly newest: number | undefined
}

/** What becomes of batches for which it was time while nobody ran. */
export type CatchUp = 'replay' | 'coalesce' | 'skip'

/** The times of batches: whole multiples of the interval behind `zero`, but for gaps. */
export class Timeline {
  readonly batch: number
  /** In order of time. */
  #gaps: readonly Gap[]

  constructor(batch: number, gaps: readonly Gap[] = []) {
    this.batch = batch
    this.#gaps = gaps
  }

  get gaps(): readonly Gap[] {
    return this.#gaps
  }

  /** No batches are made in there. */
  leaveOut(gap: Gap): void {
    this.#gaps = [...this.#gaps, gap]
  }

  /** Gaps that end at `time` or before are not asked for any more. */
  forget(time: number): void {
    if (this.#gaps.some(({ before }) => before <= time)) this.#gaps = this.#gaps.filter(({ before }) => before > time)
  }

  isGap(time: number): boolean {
    return this.#gaps.length > 0 && this.#gaps.some(({ after, before }) => time > after && time < before)
  }

  /** The batch behind the one of `time`. */
  next(time: number): number {
    const gap = this.#gaps.length === 0 ? undefined : this.#gaps.find(({ after }) => after === time)
    return gap?.before ?? time + this.batch
  }

  /** How many batches there are after `from`, up to `to`. */
  count(from: number, to: number): number {
    let count = (to - from) / this.batch
    for (const { after, before } of this.#gaps)
      if (after >= from && before <= to) count -= (before - after) / this.batch - 1
    return count
  }
}

/** What is missed at `now`: `last` is done, and batches up to `decided` are known. */
export function missedAt(
  now: number,
  { zero, batch, last, decided }: Readonly<Record<'zero' | 'batch' | 'last' | 'decided', number>>,
): Missed {
  const known = Math.max(last, decided)
  const newest = zero + Math.floor((now - zero) / batch) * batch
  return { decided: known, newest: newest > known ? newest : undefined }
}
