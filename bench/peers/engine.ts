import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { cpuSeconds } from './cpu.ts'
import type { Command } from './peer.ts'

/** Process groups that must not outlive this process, however it ends. */
const groups = new Set<number>()
process.on('exit', () => groups.forEach(endGroup))
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))

function endGroup(leader: number): void {
  groups.delete(leader)
  try {
    process.kill(-leader, 'SIGKILL')
  } catch {
    // All of the group has ended.
  }
}

/** A running program of a peer: its results as they come, its CPU time, and its end. */
export class Engine {
  readonly #child: ChildProcess
  readonly #said: string[] = []
  hasEnded = false

  constructor({ file, args, env }: Command, onResult: (time: number, numbers: readonly number[]) => void) {
    // In a group of its own, so that everything that it starts can be ended with it.
    this.#child = spawn(file, args, {
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...env },
    })
    if (this.#child.pid !== undefined) groups.add(this.#child.pid)
    this.#child.on('exit', () => {
      this.hasEnded = true
    })
    createInterface(this.#child.stdout as NodeJS.ReadableStream).on('line', (line) => {
      if (!line.startsWith('OUT ')) return this.#hear(line)
      const [time = Number.NaN, ...numbers] = line.slice(4).split(' ').map(Number)
      onResult(time, numbers)
    })
    createInterface(this.#child.stderr as NodeJS.ReadableStream).on('line', (line) => this.#hear(line))
  }

  #hear(line: string): void {
    this.#said.push(line)
    if (this.#said.length > 40) this.#said.shift()
  }

  /** The last lines that were no results. */
  get said(): string {
    return this.#said.join('\n')
  }

  get pid(): number {
    return this.#child.pid ?? Number.NaN
  }

  get cpuSeconds(): number {
    return this.#child.pid === undefined || this.hasEnded ? Number.NaN : cpuSeconds(this.#child.pid)
  }

  async end(): Promise<void> {
    if (this.#child.pid === undefined) return
    const ended = this.hasEnded ? undefined : new Promise((resolve) => this.#child.once('exit', resolve))
    endGroup(this.#child.pid)
    await ended
  }
}
