import { closeSync, fdatasync, mkdtempSync, openSync, rmSync, write } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'

const [append, sync] = [promisify(write), promisify(fdatasync)]

/** ms of each of `times` turns, `pause` ms apart, in which some bytes are appended to a file and synced, one piece after another. */
export async function diskAlone(pieces: readonly number[], times: number, pause: number): Promise<number[]> {
  const folder = mkdtempSync(join(tmpdir(), 'millstream-bench-'))
  const file = openSync(join(folder, 'file'), 'a')
  const taken: number[] = []
  for (let i = 0; i < times; i++) {
    await sleep(pause)
    const start = performance.now()
    for (const bytes of pieces) {
      await append(file, Buffer.alloc(bytes, i))
      await sync(file)
    }
    taken.push(performance.now() - start)
  }
  closeSync(file)
  rmSync(folder, { recursive: true })
  return taken
}

const [KEYS, STEP] = [1_000_000, 7919]

/** ms of each of `times` turns, `pause` ms apart, in which `lookups` of a million objects are found by their keys and nothing else is done. */
export async function processorAlone(lookups: number, times: number, pause: number): Promise<number[]> {
  const values = new Map(Array.from({ length: KEYS }, (_, key) => [key, { value: key }]))
  const look = (count: number): number => {
    let sum = 0
    for (let i = 0; i < count; i++) sum += values.get((i * STEP) % KEYS)?.value ?? 0
    return sum
  }
  for (let i = 0; i < 100; i++) look(lookups)
  const taken: number[] = []
  for (let i = 0; i < times; i++) {
    await sleep(pause)
    const start = performance.now()
    look(lookups)
    taken.push(performance.now() - start)
  }
  return taken
}
