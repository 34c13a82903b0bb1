import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'

/** Longest wait for anything, in ms. */
const PATIENCE = 60_000

/** Compiled modules, for all lives of this process. */
const cache = mkdtempSync(join(tmpdir(), 'millstream-compiled-'))
process.on('exit', () => rmSync(cache, { recursive: true, force: true }))

/** What became of a process: its code, or the signal that ended it. */
export type End = number | NodeJS.Signals

/** A real process, from its start to its end. Its output is kept, and nothing of it outlives this one. */
export class Life {
  readonly ended: Promise<End>
  readonly #child: ChildProcess
  #end: End | undefined
  #said = ''

  constructor(args: readonly string[]) {
    const env = { ...process.env, NODE_COMPILE_CACHE: cache }
    this.#child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'pipe'], env })
    living.add(this.#child)
    this.ended = new Promise((resolve) =>
      this.#child.on('close', (code, signal) => {
        living.delete(this.#child)
        this.#end = code ?? signal ?? 'SIGKILL'
        resolve(this.#end)
      }),
    )
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#said = (this.#said + text).slice(-8000)
      })
    this.#child.stdin?.on('error', () => {})
  }

  get pid(): number {
    return this.#child.pid as number
  }

  /** The last that it said, on both its outputs. */
  get said(): string {
    return this.#said
  }

  get isOver(): boolean {
    return this.#end !== undefined
  }

  /** Write a line to its standard input. */
  tell(line: string): void {
    this.#child.stdin?.write(`${line}\n`)
  }

  /**
   * Resolves when `holds` is true. Rejects when the process ended before that, or when for long it did not hold and `soFar`,
   * which is how far it has come, stayed as it was.
   */
  async until(holds: () => boolean, what = 'it', soFar = (): number => 0): Promise<void> {
    let [end, come] = [performance.now() + PATIENCE, soFar()]
    while (!holds()) {
      if (soFar() !== come) [end, come] = [performance.now() + PATIENCE, soFar()]
      if (this.#end !== undefined)
        throw new Error(`waiting for ${what}: the process ended (${this.#end}):\n${this.#said}`)
      if (performance.now() > end) throw new Error(`waited ${PATIENCE} ms for ${what}:\n${this.#said}`)
      await sleep(2)
    }
  }

  /** Resolves when it has ended by itself. */
  async over(): Promise<End> {
    const end = performance.now() + PATIENCE
    while (this.#end === undefined) {
      if (performance.now() > end) throw new Error(`the process did not end in ${PATIENCE} ms:\n${this.#said}`)
      await sleep(2)
    }
    return this.#end
  }

  signal(signal: NodeJS.Signals): void {
    if (this.#end === undefined) this.#child.kill(signal)
  }

  async end(signal: NodeJS.Signals): Promise<End> {
    this.signal(signal)
    return this.over()
  }
}

const known = new Map<string, Promise<unknown>>()

/**
 * Have a module and all that it imports compiled before lives begin with it: they start in 0.2 s then, and in 0.6 s
 * otherwise, because a process that is killed does not keep what it has compiled.
 */
export function compiled(module: string): Promise<unknown> {
  const before = known.get(module)
  if (before !== undefined) return before
  const code = `await import(${JSON.stringify(pathToFileURL(module))}); process.exit()`
  const done = new Life(['--input-type=module', '--eval', code]).over()
  known.set(module, done)
  return done
}

const living = new Set<ChildProcess>()
process.on('exit', () => {
  for (const child of living) child.kill('SIGKILL')
})
