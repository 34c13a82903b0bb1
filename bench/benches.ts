import type { Bench } from './lib/variant.ts'

/**
 * Every benchmark by the name that `npm run bench -- name` takes. Each is loaded when it is needed: the data of one would
 * lie in the memory of the processes of all others.
 */
export const BENCHES: Readonly<Record<string, () => Promise<Bench>>> = {
  chain: async () => (await import('./chain/bench.ts')).CHAIN,
  'chain-records': async () => (await import('./chain/bench.ts')).CHAIN_RECORDS,
  batch: async () => (await import('./batch/bench.ts')).BATCH,
  hour: async () => (await import('./hour/bench.ts')).HOUR_BENCH,
  soak: async () => (await import('./soak/bench.ts')).SOAK,
  windows: async () => (await import('./windows/bench.ts')).WINDOWS,
  threads: async () => (await import('./threads/bench.ts')).THREADS,
  exchange: async () => (await import('./exchange/bench.ts')).EXCHANGE,
  receive: async () => (await import('./receive/bench.ts')).RECEIVE,
  'receive-functions': async () => (await import('./receive/bench.ts')).RECEIVE_FUNCTIONS,
  'bytes-grep': async () => (await import('./bytes/bench.ts')).BYTES_GREP,
  'bytes-words': async () => (await import('./bytes/bench.ts')).BYTES_WORDS,
  nexmark: async () => (await import('./nexmark/bench.ts')).NEXMARK,
  'yahoo-json': async () => (await import('./yahoo/bench.ts')).YAHOO_JSON,
  'yahoo-objects': async () => (await import('./yahoo/bench.ts')).YAHOO_OBJECTS,
  'idle-keys': async () => (await import('./state/bench.ts')).IDLE_KEYS,
  'stored-keys': async () => (await import('./state/bench.ts')).STORED_KEYS,
  recovery: async () => (await import('./recovery/bench.ts')).RECOVERY,
  footprint: async () => (await import('./footprint/bench.ts')).FOOTPRINT,
}
