import type { Schedule } from '../generator/schedule.ts'
import { type Prefix, prefixOf } from '../generator/truth.ts'
import { CAMPAIGNS, campaignOf, type Events, WINDOW } from './events.ts'

/** What is true of an endless repetition of a block of events, to hold the results of programs against. */
export interface YahooTruth {
  /** Views among the first n events. */
  readonly views: Prefix
  /** Views of each campaign in a window (its start divided by its length) among the first `until` events. */
  countsIn(window: number, until: number, schedule: Schedule): number[]
}

export function yahooTruthOf({ count, ads, isView }: Events): YahooTruth {
  const viewsOf: number[][] = Array.from({ length: CAMPAIGNS }, () => [])
  for (let i = 0; i < count; i++) if (isView[i] === 1) viewsOf[campaignOf(ads[i] as number)]?.push(i)
  /** Views of a campaign, given where they are in the block, among the first `until` events. */
  const upTo = (views: readonly number[], until: number): number =>
    Math.floor(until / count) * views.length + least(0, views.length, (i) => (views[i] as number) >= until % count)
  return {
    views: prefixOf([...isView]),
    countsIn(window, until, schedule) {
      const counts = new Array<number>(CAMPAIGNS).fill(0)
      for (const [from, end] of eventsIn(window, until, schedule))
        for (let c = 0; c < CAMPAIGNS; c++) {
          const views = viewsOf[c] as number[]
          counts[c] = (counts[c] as number) + upTo(views, end) - upTo(views, from)
        }
      return counts
    },
  }
}

/** The least i in from..until that fits, where all after it fit, too; `until` when none does. */
function least(from: number, until: number, fits: (i: number) => boolean): number {
  let [low, high] = [from, until]
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if (fits(middle)) high = middle
    else low = middle + 1
  }
  return low
}

/** Which events have a time in the window, as parts from..end of the phases. */
function eventsIn(window: number, until: number, { phases }: Schedule): (readonly [number, number])[] {
  const [start, end] = [window * WINDOW, (window + 1) * WINDOW]
  return phases.map((phase) => {
    const due = (i: number): number => phase.start + ((i - phase.first) / phase.rate) * 1000
    const last = Math.min(until, phase.end)
    const from = least(phase.first, Math.max(phase.first, last), (i) => due(i) >= start)
    return [from, least(from, Math.max(from, last), (i) => due(i) >= end)]
  })
}
