import { readFileSync } from 'node:fs'
import type { Advertisement } from './events.ts'

/** Read the table of advertisements: lines of `ad<tab>campaign`. */
export function readTable(file: string): Advertisement[] {
  const lines = readFileSync(file, 'latin1').trimEnd().split('\n')
  return lines.map((line) => {
    const [ad = '', campaign = ''] = line.split('\t')
    return { ad, campaign }
  })
}

/** Where views so far are kept by window and campaign: the place of the database in the benchmark. */
export class Store {
  /** Numbers of campaigns, in the order in which the table names them. */
  readonly #numbers = new Map<string, number>()
  readonly #windows = new Map<number, number[]>()
  readonly #changed = new Set<number>()

  constructor(table: readonly Advertisement[]) {
    for (const { campaign } of table) if (!this.#numbers.has(campaign)) this.#numbers.set(campaign, this.#numbers.size)
  }

  add(campaign: string, window: number, views: number): void {
    let counts = this.#windows.get(window)
    if (counts === undefined) {
      counts = new Array<number>(this.#numbers.size).fill(0)
      this.#windows.set(window, counts)
      // Ten windows are kept, as in the benchmark.
      if (this.#windows.size > 10) this.#windows.delete(Math.min(...this.#windows.keys()))
    }
    const number = this.#numbers.get(campaign)
    if (number === undefined) throw new Error(`no campaign ${campaign}`)
    counts[number] = (counts[number] as number) + views
    this.#changed.add(window)
  }

  /** Print all windows that changed since the last time, if any did. */
  print(): void {
    if (this.#changed.size === 0) return
    const windows = [...this.#changed].flatMap((window) => [window, ...(this.#windows.get(window) ?? [])])
    this.#changed.clear()
    console.log(`OUT ${performance.timeOrigin + performance.now()} ${windows.join(' ')}`)
  }
}
