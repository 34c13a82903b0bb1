import { BATCH } from './batch/bench.ts'
import { CHAIN, CHAIN_RECORDS } from './chain/bench.ts'
import { HOUR_BENCH } from './hour/bench.ts'
import type { Bench } from './lib/variant.ts'
import { SOAK } from './soak/bench.ts'

/** Every benchmark by the name that `npm run bench -- name` takes. */
export const BENCHES: Readonly<Record<string, Bench>> = {
  chain: CHAIN,
  'chain-records': CHAIN_RECORDS,
  batch: BATCH,
  hour: HOUR_BENCH,
  soak: SOAK,
}
