import type { Schedule } from '../generator/schedule.ts'
import { Reader } from '../rate/progress.ts'
import { CAMPAIGNS } from './events.ts'
import type { YahooTruth } from './truth.ts'

/**
 * The Yahoo job prints, each second, of each window that changed: its number and the views so far of every campaign.
 *
 * The sum of all views tells up to which event a program has counted, and so what each of its counts must be.
 */
export class YahooProgress extends Reader {
  readonly #truth: YahooTruth
  readonly #totals = new Map<number, number>()
  #views = 0

  constructor(truth: YahooTruth, schedule: Schedule) {
    super(schedule)
    this.#truth = truth
  }

  take(time: number, numbers: readonly number[]): void {
    const before = this.#views
    const windows: [window: number, counts: readonly number[]][] = []
    for (let at = 0; at < numbers.length; at += 1 + CAMPAIGNS)
      windows.push([numbers[at] as number, numbers.slice(at + 1, at + 1 + CAMPAIGNS)])
    for (const [window, counts] of windows) {
      const total = counts.reduce((sum, n) => sum + n, 0)
      this.#views += total - (this.#totals.get(window) ?? 0)
      this.#totals.set(window, total)
    }
    const events = this.#truth.views.reached(this.#views)
    for (const [window, counts] of windows) this.#check(window, counts, events)
    if (this.#views > before) this.sample(time, events)
  }

  #check(window: number, seen: readonly number[], events: number): void {
    const due = this.#truth.countsIn(window, events, this.schedule)
    const wrong = due.findIndex((count, campaign) => count !== seen[campaign])
    if (wrong >= 0 || seen.length !== CAMPAIGNS)
      this.wrong ??= `after ${events} events campaign ${wrong} has ${due[wrong]} views in window ${window} and not ${seen[wrong]}`
  }

  isThrough(events: number): boolean {
    const due = this.#truth.views.upTo(events)
    if (this.#views > due) this.wrong ??= `${this.#views} views counted where ${due} were sent`
    return this.#views >= due
  }
}
