import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Random } from '../../src/kernel/random.ts'
import { keyOf, type Source } from './source.ts'

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url))

export interface Killing {
  readonly job: string
  readonly master: string
  readonly source: (folder: string) => Source | Promise<Source>
  readonly conf?: readonly string[]
  readonly kills: number
  readonly random: Random
}

export interface Killed {
  readonly records: number
  /** ms from the start of a process that goes on to its first output, in order. */
  readonly recoveries: readonly number[]
}

/** Longest wait for anything, in ms. */
const PATIENCE = 120_000

/** Kill a job again and again, and look at what came out of it in the end. Throws what is wrong. */
export async function kill({ job, master, source: open, conf = [], kills, random }: Killing): Promise<Killed> {
  const folder = mkdtempSync(join(tmpdir(), 'millstream-kill-'))
  const output = join(folder, 'out')
  mkdirSync(output)
  const source = await open(folder)
  const outputs = new Outputs(output)
  const recoveries: number[] = []
  const start = (): Run => {
    const args = [
      'run',
      fileURLToPath(new URL(job, import.meta.url)),
      '--no-supervise',
      '--no-bundle',
      '--master',
      master,
    ]
    const given = JSON.stringify({ ...source.args, output })
    const more = conf.flatMap((pair) => ['--conf', pair])
    return new Run([MAIN, ...args, '--checkpoint', join(folder, 'state'), '--args', given, ...more])
  }
  try {
    for (let i = 0; i < kills; i++) {
      const [run, from] = [start(), performance.now()]
      await run.until(() => outputs.look())
      if (i > 0) recoveries.push(performance.now() - from)
      await sleep(random.below(120))
      await run.end('SIGKILL')
      outputs.look()
    }
    source.stop()
    const run = start()
    await run.until(() => {
      outputs.look()
      return outputs.records >= source.made
    })
    await run.end('SIGTERM')
    outputs.look()
    outputs.check(source.made)
    return { records: source.made, recoveries }
  } finally {
    source.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

class Run {
  readonly #child: ChildProcess
  readonly #ended: Promise<unknown>
  #isOver = false
  #said = ''

  constructor(args: readonly string[]) {
    this.#child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] })
    this.#ended = new Promise((resolve) => this.#child.on('exit', resolve)).then(() => {
      this.#isOver = true
    })
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#said = (this.#said + text).slice(-4000)
    })
  }

  async until(holds: () => boolean): Promise<void> {
    const end = performance.now() + PATIENCE
    while (!holds()) {
      if (this.#isOver) throw new Error(`the process ended:\n${this.#said}`)
      if (performance.now() > end) {
        await this.end('SIGKILL')
        throw new Error(`nothing came for ${PATIENCE} ms:\n${this.#said}`)
      }
      await sleep(2)
    }
  }

  async end(signal: NodeJS.Signals): Promise<void> {
    if (!this.#isOver) this.#child.kill(signal)
    await this.#ended
  }
}

/** The files that came out, as whoever reads them sees them: one that is there never changes. */
class Outputs {
  readonly #folder: string
  readonly #seen = new Map<number, string>()
  records = 0

  constructor(folder: string) {
    this.#folder = folder
  }

  /** True when something new is there. */
  look(): boolean {
    const before = this.#seen.size
    for (const name of readdirSync(this.#folder)) {
      if (name.endsWith('.tmp')) continue
      const [batch, text] = [Number(name), readFileSync(join(this.#folder, name), 'utf8')]
      const known = this.#seen.get(batch)
      if (known !== undefined && known !== text) throw new Error(`batch ${batch} was\n${known}\nand then\n${text}`)
      if (known === undefined) this.records += text.split('\n').length
      this.#seen.set(batch, text)
    }
    return this.#seen.size > before
  }

  /** Every record once, in order of its key, with its number. */
  check(made: number): void {
    const batches = [...this.#seen].sort(([a], [b]) => a - b)
    const counts = new Map<string, number>()
    const seen = new Set<number>()
    for (const [batch, text] of batches)
      for (const line of text.split('\n')) {
        const [key = '', n, count] = line.split(' ')
        const due = (counts.get(key) ?? 0) + 1
        counts.set(key, due)
        if (Number(count) !== due || keyOf(Number(n)) !== key || Number(n) !== (due - 1) * 5 + 'abcde'.indexOf(key))
          throw new Error(`batch ${batch} has '${line}' where the ${due}th record of ${key} belongs`)
        seen.add(Number(n))
      }
    if (seen.size !== made) throw new Error(`${made} records were made and ${seen.size} came out`)
  }
}
