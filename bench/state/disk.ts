import { closeSync, fdatasync, mkdtempSync, openSync, rmSync, write } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'

const [append, sync] = [promisify(write), promisify(fdatasync)]

/** ms of each of `times` turns in which some bytes are appended to a file and synced, `pause` ms apart, one turn after another. */
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
