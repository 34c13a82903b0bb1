import { readFileSync } from 'node:fs'
import { cpus, loadavg, totalmem } from 'node:os'

/** Under what conditions figures were taken. */
export interface Machine {
  readonly date: string
  readonly processor: string
  readonly cores: number
  readonly memoryGigabytes: number
  readonly node: string
  readonly load: readonly number[]
  /** Share of the time that other guests of the same host took since it started. */
  readonly steal: number
}

export function machine(): Machine {
  return {
    date: new Date().toISOString().slice(0, 16),
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryGigabytes: Math.round(totalmem() / 2 ** 30),
    node: process.versions.node,
    load: loadavg().map((value) => Math.round(value * 100) / 100),
    steal: steal(),
  }
}

function steal(): number {
  try {
    const ticks = readFileSync('/proc/stat', 'latin1').split('\n')[0]?.trim().split(/\s+/).slice(1, 9).map(Number) ?? []
    return Math.round(((ticks[7] ?? 0) / ticks.reduce((sum, value) => sum + value, 0)) * 1000) / 1000
  } catch {
    return Number.NaN
  }
}
