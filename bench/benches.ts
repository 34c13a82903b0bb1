import { BATCH } from './batch/bench.ts'
import { BYTES_GREP, BYTES_WORDS } from './bytes/bench.ts'
import { CHAIN, CHAIN_RECORDS } from './chain/bench.ts'
import { EXCHANGE } from './exchange/bench.ts'
import { HOUR_BENCH } from './hour/bench.ts'
import type { Bench } from './lib/variant.ts'
import { SOAK } from './soak/bench.ts'
import { THREADS } from './threads/bench.ts'
import { WINDOWS } from './windows/bench.ts'

/** Every benchmark by the name that `npm run bench -- name` takes. */
export const BENCHES: Readonly<Record<string, Bench>> = {
  chain: CHAIN,
  'chain-records': CHAIN_RECORDS,
  batch: BATCH,
  hour: HOUR_BENCH,
  soak: SOAK,
  windows: WINDOWS,
  threads: THREADS,
  exchange: EXCHANGE,
  'bytes-grep': BYTES_GREP,
  'bytes-words': BYTES_WORDS,
}
