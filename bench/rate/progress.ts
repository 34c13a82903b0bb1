import type { Schedule } from '../generator/schedule.ts'
import type { Truth } from '../generator/truth.ts'
import type { Sample } from './verdict.ts'

/** Reads the results of an engine: how far it has come, and whether they are right. */
export interface Progress {
  /** Take a result: when it was printed (ms since 1970), and its numbers. */
  take(time: number, numbers: readonly number[]): void
  readonly samples: readonly Sample[]
  /** Whether all results of the first `lines` lines are out. */
  isThrough(lines: number): boolean
  /** What is wrong with the results, or undefined. */
  readonly wrong: string | undefined
}

/** What all readers keep: samples, and the first error. */
export abstract class Reader implements Progress {
  readonly samples: Sample[] = []
  wrong: string | undefined
  protected readonly schedule: Schedule

  constructor(schedule: Schedule) {
    this.schedule = schedule
  }

  abstract take(time: number, numbers: readonly number[]): void
  abstract isThrough(lines: number): boolean

  protected sample(time: number, lines: number): void {
    const backlog = Math.max(0, this.schedule.dueUntil(time) - lines)
    const latency = lines === 0 ? 0 : time - this.schedule.due(lines - 1)
    this.samples.push({ time, lines, backlog, latency })
  }
}

/** Reads results of the text. */
abstract class TextReader extends Reader {
  protected readonly truth: Truth

  constructor(truth: Truth, schedule: Schedule) {
    super(schedule)
    this.truth = truth
  }
}

/** Grep prints how many lines of a batch match. The n-th match stands in a line that is known. */
export class GrepProgress extends TextReader {
  #matches = 0

  take(time: number, [count = 0]: readonly number[]): void {
    this.#matches += count
    if (count > 0) this.sample(time, this.truth.matches.reached(this.#matches))
  }

  isThrough(lines: number): boolean {
    const due = this.truth.matches.upTo(lines)
    if (this.#matches > due) this.wrong ??= `${this.#matches} matches where ${due} were sent`
    return this.#matches >= due
  }
}

/** Slides of a window: WordCount's is 30 s long and slides by 1 s. */
const SLIDES = 30

/**
 * WordCount prints, each slide, of its window: words, distinct words, letters, and how often the top word came.
 *
 * Words of the newest slide = words of the window − words of the window before + words of the slide that left. Their sum
 * gives the line up to which words have been counted, and so the exact window, whose other figures must then agree.
 */
export class WordCountProgress extends TextReader {
  /** Lines that had been counted at the end of each slide. */
  readonly #until = new Map<number, number>()
  #last: number | undefined
  #counted = 0

  take(time: number, [at = 0, words = 0, distinct = 0, letters = 0, top = 0]: readonly number[]): void {
    const slide = Math.round(at / 1000)
    if (this.#last !== undefined && slide !== this.#last + 1)
      this.wrong ??= `the window of slide ${slide} came after that of ${this.#last}`
    this.#last = slide
    const from = this.#until.get(slide - SLIDES) ?? 0
    const lines = this.truth.words.reached(this.truth.words.upTo(from) + words)
    this.#until.set(slide, lines)
    this.#check(from, lines, { words, distinct, letters, top })
    if (lines > this.#counted) this.sample(time, lines)
    this.#counted = lines
  }

  #check(from: number, until: number, seen: { words: number; distinct: number; letters: number; top: number }): void {
    const { truth } = this
    const due = {
      words: truth.words.upTo(until) - truth.words.upTo(from),
      distinct: truth.distinct(from, until),
      letters: truth.letters.upTo(until) - truth.letters.upTo(from),
      // Among few lines another word may lead.
      top: until - from < 1000 ? seen.top : truth.top.upTo(until) - truth.top.upTo(from),
    }
    if (JSON.stringify(due) !== JSON.stringify(seen))
      this.wrong ??= `lines ${from} to ${until} give ${JSON.stringify(due)} and not ${JSON.stringify(seen)}`
  }

  isThrough(lines: number): boolean {
    if (this.#counted > lines) this.wrong ??= `${this.#counted} lines counted where ${lines} were sent`
    return this.#counted >= lines
  }
}
