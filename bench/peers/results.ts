import type { Machine } from '../lib/machine.ts'
import type { Chained } from './chain.ts'
import type { Pace } from './pace.ts'
import type { Job } from './peer.ts'
import type { Quiet } from './quiet.ts'
import type { Found } from './search.ts'
import type { Slid } from './slides.ts'
import type { Started } from './start.ts'

/** One run of a peer's program: what was found, or why it scores nothing. */
export type Run = { readonly machine: Machine } & (
  | { readonly load: Found }
  | { readonly quiet: readonly Quiet[] }
  | { readonly slides: Slid }
  | { readonly chain: Chained }
  | { readonly start: Started }
  | { readonly failed: string }
)

/** All runs of a peer in one job. */
export interface PeerResults {
  readonly title: string
  readonly versions: Readonly<Record<string, string>>
  readonly flags: Readonly<Record<string, string>>
  readonly guarantee: string
  readonly warmup: number
  readonly runs: Run[]
}

/** The file of a job, bench/results/peers-<job>.json, or peers-<job>-<interval>ms.json when it is not a second. */
export interface JobResults {
  readonly job: Job
  /** ms between results. */
  readonly interval: number
  readonly pace: Pace
  readonly peers: Record<string, PeerResults>
}
