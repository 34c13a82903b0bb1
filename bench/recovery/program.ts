import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
/** Longest wait for anything, in ms. */
const PATIENCE = 60_000

/** A batch that came out: when, and of what time it is, both in ms since 1970. */
export interface Out {
  readonly at: number
  readonly batch: number
}

export interface Running {
  readonly master: string
  readonly checkpoint: string
  readonly args: Readonly<Record<string, unknown>>
}

/** The job of job.ts in a process of its own. */
export class Program {
  readonly outs: Out[] = []
  readonly #child: ChildProcess
  readonly #ended: Promise<unknown>
  #said = ''
  #isOver = false

  constructor({ master, checkpoint, args }: Running) {
    const job = `${ROOT}bench/recovery/job.ts`
    const flags = ['--no-supervise', '--master', master, '--checkpoint', checkpoint, '--args', JSON.stringify(args)]
    this.#child = spawn(process.execPath, [`${ROOT}bin/millstream.js`, 'run', job, ...flags], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#ended = new Promise((resolve) => this.#child.on('exit', resolve)).then(() => {
      this.#isOver = true
    })
    createInterface(this.#child.stdout as NodeJS.ReadableStream).on('line', (line) => {
      const [word, at, batch] = line.split(' ')
      if (word === 'OUT') this.outs.push({ at: Number(at), batch: Number(batch) })
    })
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#said = (this.#said + text).slice(-4000)
    })
  }

  /** Wait for a batch that came out. */
  async first(holds: (out: Out) => boolean): Promise<Out> {
    for (const end = performance.now() + PATIENCE; performance.now() < end; await sleep(1)) {
      const found = this.outs.find(holds)
      if (found !== undefined) return found
      if (this.#isOver) throw new Error(`the program ended:\n${this.#said}`)
    }
    await this.kill()
    throw new Error(`nothing came for ${PATIENCE} ms:\n${this.#said}`)
  }

  async kill(): Promise<void> {
    if (!this.#isOver) this.#child.kill('SIGKILL')
    await this.#ended
  }
}
