import { type ChildProcess, spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { residentMegabytes } from '../lib/memory.ts'

export interface Footprint {
  /** ms from the start of the process until its first result was read from its output. */
  readonly first: number
  /** MB resident in all of its processes, then and after `idle` ms in which batches were empty. */
  readonly memory: number
  readonly idleMemory: number
}

/** Start `node` with arguments, read its first result, and let it idle. */
export async function started(args: readonly string[], idle: number): Promise<Footprint> {
  const start = performance.now()
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'], detached: true })
  try {
    await output(child)
    const first = performance.now() - start
    const memory = residentMegabytes(child.pid as number)
    await sleep(idle)
    if (child.exitCode !== null) throw new Error(`node ${args.join(' ')} ended by itself with ${child.exitCode}`)
    return { first, memory, idleMemory: residentMegabytes(child.pid as number) }
  } finally {
    end(child)
  }
}

function output(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.stdout?.on('data', (bytes: Buffer) => {
      if (bytes.includes('OUT ')) resolve()
    })
    child.once('exit', (code) => reject(new Error(`it ended with ${code} before its first result`)))
  })
}

/** End it with all that it started, which is in a group with it. */
function end(child: ChildProcess): void {
  try {
    process.kill(-(child.pid as number), 'SIGKILL')
  } catch {
    // It has ended.
  }
}

/** ms from the start of a Node process that does nothing until its end. */
export async function nothing(): Promise<number> {
  const start = performance.now()
  const child = spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' })
  await new Promise((resolve) => child.once('exit', resolve))
  return performance.now() - start
}
