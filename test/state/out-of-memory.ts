/** A worker thread that keeps more and more state, until it has no memory left. */
import { workerData } from 'node:worker_threads'
import { KeyMap } from '../../src/kernel/key-map.ts'
import { MemoryStateStore } from '../../src/state/memory-store.ts'

type Grow = (key: (i: number) => unknown) => void

const GROWTHS: Readonly<Record<string, Grow>> = {
  state: (key) => {
    const draft = new MemoryStateStore().partition<unknown, { n: number }>('counts', 0).draft(undefined, 1)
    for (let i = 0; ; i++) draft.set(key(i), { n: i })
  },
  map: (key) => {
    const map = new KeyMap<unknown, number>()
    for (let i = 0; ; i++) map.set(key(i), i)
  },
}

const KEYS: Readonly<Record<string, (i: number) => unknown>> = {
  numbers: (i) => i,
  texts: (i) => `key ${i}`,
  pairs: (i) => ['key', i],
}

const { growth, key } = workerData as { growth: string; key: string }
GROWTHS[growth]?.(KEYS[key] as (i: number) => unknown)
