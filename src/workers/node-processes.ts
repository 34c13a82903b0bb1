import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import type { Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import type {
  ChildProcess,
  Companion,
  CompanionEvents,
  Companions,
  Processes,
  SpawnOptions,
} from '../kernel/processes.ts'
import { isRunningHere, ownIdentity } from './node-identity.ts'

/** As much of standard error as is kept: its end, where programs say why they failed. */
const KEPT_ERRORS = 8 * 1024

/**
 * Real child processes, never started through a shell. Each leads a process group of its own, so that `kill` also ends
 * what it has started; none outlives this process when it exits.
 */
export const nodeProcesses: Processes = {
  spawn: (command, options) => new NodeProcess(command, options),
  self: ownIdentity,
  isRunning: isRunningHere,
}

class NodeProcess implements ChildProcess {
  readonly output: AsyncIterable<Uint8Array>
  readonly errors: Promise<string>
  readonly ended: Promise<number | string>
  readonly #child: ChildProcessWithoutNullStreams
  #lost: Error | undefined

  constructor([program = '', ...args]: readonly string[], { env, cwd }: SpawnOptions) {
    this.#child = spawn(program, args, { env, cwd, stdio: 'pipe', detached: GROUPS, windowsHide: true })
    this.output = this.#child.stdout
    this.ended = ending(this.#child)
    const tail = tailOf(this.#child)
    this.errors = this.ended.then(tail, tail)
    // Who waits for the output first must not be ended by a promise that nobody has looked at yet.
    this.ended.catch(() => {})
    this.#child.stdin.on('error', (error) => {
      this.#lost = error
    })
    living.add(this.#child)
    const gone = (): boolean => living.delete(this.#child)
    this.ended.then(gone, gone)
  }

  async write(bytes: Uint8Array): Promise<void> {
    const { stdin } = this.#child
    this.#refuseLost()
    if (!stdin.write(bytes)) await drained(stdin)
    this.#refuseLost()
  }

  endInput(): void {
    this.#child.stdin.end()
  }

  kill(): void {
    stop(this.#child, 'SIGTERM')
  }

  #refuseLost(): void {
    if (this.#lost !== undefined) throw this.#lost
    if (this.#child.stdin.destroyed) throw new Error('the process has ended')
  }
}

const drained = (stream: Writable): Promise<void> =>
  new Promise((resolve) => {
    const done = (): void => {
      stream.off('drain', done).off('close', done)
      resolve()
    }
    stream.on('drain', done).on('close', done)
  })

/** Windows has no process groups; a detached child would get a window there. */
const GROUPS = process.platform !== 'win32'

const living = new Set<ChildProcessWithoutNullStreams>()
process.on('exit', () => {
  for (const child of living) stop(child, 'SIGKILL')
})

function stop(child: ChildProcessWithoutNullStreams, signal: NodeJS.Signals): void {
  if (child.pid === undefined || !living.has(child)) return
  try {
    if (GROUPS) process.kill(-child.pid, signal)
    else child.kill(signal)
  } catch {
    // It ended in between.
  }
}

/** Settles when the child has ended and all its output was read: the code of its end, or its signal. */
const ending = (child: ChildProcessWithoutNullStreams): Promise<number | string> =>
  new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => resolve(code ?? signal ?? 'SIGKILL'))
  })

function tailOf(child: ChildProcessWithoutNullStreams): () => string {
  let tail: Buffer = Buffer.alloc(0)
  child.stderr.on('data', (bytes: Buffer) => {
    tail = Buffer.concat([tail, bytes]).subarray(-KEPT_ERRORS)
  })
  return () => tail.toString('utf8')
}

/**
 * Real companions. They stay in the process group of this process, so that the terminal is theirs too, and messages go
 * over a channel that ends with either process.
 */
export const nodeCompanions: Companions = {
  start(module: URL, args: readonly string[], events: CompanionEvents): Companion {
    const child = spawn(process.execPath, [...process.execArgv, fileURLToPath(module), ...args], {
      stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    })
    child.on('message', (message) => events.message(message))
    child.on('error', (error) => {
      // Whatever else goes wrong with one that runs shows in its end.
      if (child.pid === undefined) events.failed(error)
    })
    // Not 'exit', which may come before the last messages.
    child.on('close', (code, signal) => {
      if (child.pid !== undefined) events.ended(code ?? signal ?? 'SIGKILL')
    })
    return {
      pid: child.pid,
      send: (message) => {
        if (child.connected) child.send(message as object, () => {})
      },
      kill: (signal) => void child.kill(signal as NodeJS.Signals),
    }
  },
}
