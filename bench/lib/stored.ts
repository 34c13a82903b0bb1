import type { Machine } from './machine.ts'
import type { Summary } from './variant.ts'

/** The file of a benchmark of `npm run bench`, bench/results/<name>.json. */
export interface BenchResults {
  readonly machine: Machine
  readonly about: string
  readonly items: number
  readonly rounds?: number
  /** By variant: ms of the best run in each process. The first is what the others are compared with. */
  readonly variants: Readonly<Record<string, Summary>>
  readonly goals: readonly (readonly [goal: string, held: boolean])[]
}
