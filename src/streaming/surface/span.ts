import { type DurationLike, toPositiveMillis } from '../../kernel/duration.ts'
import { StreamError } from '../../kernel/errors.ts'
import type { DStream } from '../dstream.ts'
import type { Operator } from '../operator.ts'

/**
 * A window over a parent's batches, in ms: how far it reaches back and how often it speaks.
 *
 *     window 3, slide 2:      | . . x|      (t − 3, t]
 *                         | . . x|          two batches ago
 */
export interface Span {
  readonly window: number
  readonly slide: number
}

/**
 * Read a window's lengths; the slide is the parent's unless given.
 *
 * Errors    E_DURATION, E_WINDOW_NOT_MULTIPLE
 */
export function spanOf(
  parent: DStream<any>,
  operator: Operator,
  window: DurationLike,
  slide: DurationLike | null | undefined,
): Span {
  const span = {
    window: toPositiveMillis(window, 'window', operator.kind),
    slide: slide === undefined || slide === null ? parent.slide : toPositiveMillis(slide, 'slide', operator.kind),
  }
  requireMultiple(parent, operator, 'window', span.window)
  requireMultiple(parent, operator, 'slide', span.slide)
  return span
}

function requireMultiple(parent: DStream<any>, operator: Operator, what: string, value: number): void {
  if (value % parent.slide === 0) return
  const nearest = Math.max(1, Math.round(value / parent.slide)) * parent.slide
  throw new StreamError(
    'E_WINDOW_NOT_MULTIPLE',
    `the ${what} is ${value} ms but ${parent.name} slides by ${parent.slide} ms`,
    { at: String(operator.site), hint: `Use a ${what} of ${nearest} ms.` },
  )
}

/** The batch times of a parent with slide `step` in (from, to], in order. */
export function timesIn(from: number, to: number, step: number): number[] {
  const times: number[] = []
  for (let time = from + step; time <= to; time += step) times.push(time)
  return times
}

/** The longest stretch of which window and slide are whole multiples, so that each enters and leaves as a whole. */
export function paneLength({ window, slide }: Span): number {
  let [a, b] = [window, slide]
  while (b > 0) [a, b] = [b, a % b]
  return a
}
