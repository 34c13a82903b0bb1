import { RateSearch } from '../rate/search.ts'
import type { Held, Load } from './load.ts'
import type { Pace } from './pace.ts'
import { ROOT } from './places.ts'

/** What a search found: the highest rate that was kept (0: none), and each phase. */
export interface Found {
  readonly best: number
  readonly tried: readonly Held[]
  /** Phases at half and four fifths of the best rate, and at the rate that all systems get. */
  readonly at: Readonly<Record<string, Held>>
}

/** The search of one system, which is started anew when a rate was too much for it to go on. */
class Search {
  readonly #open: () => Promise<Load>
  readonly #startRate: number
  readonly #pace: Pace
  #load: Load | undefined

  constructor(open: () => Promise<Load>, startRate: number, pace: Pace) {
    this.#open = open
    this.#startRate = startRate
    this.#pace = pace
  }

  /** Hold a rate. Errors: results that are wrong, and a system that does not even keep its first rate. */
  async hold(rate: number): Promise<Held> {
    const load = this.#load ?? (await this.#warm())
    try {
      return await load.hold(rate, this.#pace.seconds)
    } catch (error) {
      if (load.isWrong) throw error
      await this.close()
      return {
        kept: false,
        broke: true,
        why: (error as Error).message.split('\n')[0]?.replaceAll(ROOT, '') ?? '',
        rate,
      }
    }
  }

  async #warm(): Promise<Load> {
    this.#load = await this.#open()
    for (const end = Date.now() + this.#pace.warmup * 1000; Date.now() < end; )
      await this.#load.hold(this.#startRate, Math.max(1, (end - Date.now()) / 1000))
    return this.#load
  }

  async close(): Promise<void> {
    const load = this.#load
    this.#load = undefined
    await load?.close()
  }
}

/** Where a search begins, and the factor of its first steps. */
export interface Begin {
  readonly rate: number
  readonly step: number
}

/** Warm up, search, then hold the rates at which latencies are compared. A rate that fails gets a second try. */
export async function search(
  open: () => Promise<Load>,
  begin: Begin,
  pace: Pace,
  tell: (held: Held) => void,
): Promise<Found> {
  const [system, tried, rates] = [new Search(open, begin.rate, pace), [] as Held[], searchOf(begin, pace)]
  try {
    for (let rate = rates.next; rate !== undefined; rate = rates.next) {
      let kept = false
      for (let attempt = 0; attempt < 2 && !kept; attempt++) {
        const held = await system.hold(rate)
        tried.push(held)
        tell(held)
        kept = held.kept
      }
      rates.tell(rate, kept)
    }
    const at: Record<string, Held> = {}
    for (const [name, rate] of Object.entries(compared(rates.best, pace))) {
      at[name] = await system.hold(Math.round(rate))
      tell(at[name])
    }
    return { best: rates.best, tried, at }
  } finally {
    await system.close()
  }
}

const searchOf = ({ rate, step }: Begin, { tolerance, most }: Pace): RateSearch =>
  new RateSearch(rate, tolerance, most, step)

/** Rates at which latencies are compared, by name. */
function compared(best: number, { common, latency }: Pace): Record<string, number> {
  if (best === 0 || !latency) return {}
  return { '50 %': best * 0.5, '80 %': best * 0.8, ...(common <= best && { common }) }
}
