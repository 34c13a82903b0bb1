/** Batches on a store until its disk takes no more; says whether what they had made is still there. */

import { StoredStateStore } from '../../src/state/stored-store.ts'
import { LmdbMaps } from '../../src/storage/maps/lmdb-maps.ts'
import { codeOf } from '../../src/storage/system-error.ts'
import { nodeProcesses } from '../../src/workers/node-processes.ts'

const KEYS = 5000
const maps = new LmdbMaps(nodeProcesses)
const folder = maps.makeFolder(process.argv[2])
const state = new StoredStateStore(() => maps.open(folder, 'states'), 100).partition<number, string>('counts', 0)
const right = new Map<number, string>()

/** The error that a batch fails with, if it does. */
function batch(number: number): unknown {
  const draft = state.draft(state.version, number)
  const made = new Map<number, string>()
  try {
    for (let i = 0; i < 500; i++) made.set((number * 487 + i * 3) % KEYS, `${number} `.repeat(300))
    for (const [key, value] of made) draft.set(key, value)
    draft.commit()
  } catch (error) {
    draft.abort()
    return error
  }
  for (const [key, value] of made) right.set(key, value)
  return undefined
}

let batches = 0
let error: unknown
while (error === undefined && batches < 1000) error = batch(++batches)
const seen = state.read(state.version)
const isRight = seen.size === right.size && [...right].every(([key, value]) => seen.get(key) === value)
console.log(JSON.stringify({ code: codeOf(error), message: String(error), batches, isRight }))
