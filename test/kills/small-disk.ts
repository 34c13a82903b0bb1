import { spawnSync } from 'node:child_process'
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs'

/** A file system in memory of a few megabytes, which only root can make. */
export class SmallDisk {
  readonly path: string
  readonly #fill: string
  readonly #gone = (): void => this.remove()

  constructor(path: string, size: string) {
    mkdirSync(path)
    const { status, stderr } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'none', path], {
      encoding: 'utf8',
    })
    if (status !== 0) throw new Error(`this test needs the right to mount a file system, and it has not: ${stderr}`)
    this.path = path
    this.#fill = `${path}/fill`
    process.on('exit', this.#gone)
  }

  /** Leave no room at all. */
  fill(): void {
    const file = openSync(this.#fill, 'w')
    try {
      for (const bytes of [Buffer.alloc(1 << 20), Buffer.alloc(4096)]) fillWith(file, bytes)
    } finally {
      closeSync(file)
    }
  }

  free(): void {
    rmSync(this.#fill)
  }

  remove(): void {
    process.off('exit', this.#gone)
    spawnSync('umount', ['--lazy', this.path])
  }
}

function fillWith(file: number, bytes: Uint8Array): void {
  try {
    while (writeSync(file, bytes) > 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
  }
}
