import { parentPort, type ResourceLimits, Worker, workerData } from 'node:worker_threads'
import { StreamError } from '../kernel/errors.ts'
import type { Thread, ThreadEvents, ThreadLimits, ThreadPort, Threads } from '../kernel/threads.ts'

/** Real threads. They end with this process. */
export const nodeThreads: Threads = {
  start: (module, data, events, limits) => new NodeThread(module, data, events, limits),
}

class NodeThread implements Thread {
  readonly #worker: Worker

  constructor(module: URL, data: unknown, events: ThreadEvents, { memory }: ThreadLimits = { memory: undefined }) {
    this.#worker = new Worker(module, {
      workerData: data,
      ...(memory === undefined ? {} : { resourceLimits: limitsOf(memory) }),
    })
    let why: unknown
    this.#worker.on('message', (message) => events.message(message))
    this.#worker.on('messageerror', (error) => {
      why ??= error
      void this.#worker.terminate()
    })
    // What a thread throws may be anything, null too, so that it threw is noted beside it.
    this.#worker.on('error', (error) => {
      why ??= error ?? new Error(`a thread threw ${String(error)}`)
    })
    this.#worker.on('exit', (code) => events.ended(why ?? new Error(`a thread ended with code ${code}`)))
  }

  post(message: unknown): void {
    this.#worker.postMessage(message)
  }

  keepAlive(keeps: boolean): void {
    if (keeps) this.#worker.ref()
    else this.#worker.unref()
  }

  async stop(): Promise<void> {
    await this.#worker.terminate()
  }
}

/** Room for new objects comes on top: V8's own default, or less where there is little in all. */
function limitsOf(memory: number): ResourceLimits {
  const old = Math.max(1, Math.round(memory / 2 ** 20))
  return { maxOldGenerationSizeMb: old, maxYoungGenerationSizeMb: Math.min(192, Math.max(1, Math.round(old / 8))) }
}

/** The end of a thread inside of it. Errors: BUG_INVARIANT on the main thread. */
export function threadPort(): ThreadPort {
  const port = parentPort
  if (port === null) throw new StreamError('BUG_INVARIANT', 'the main thread was taken for another one')
  return {
    data: workerData,
    post: (message) => port.postMessage(message),
    end: () => process.exit(1),
    listen: (receive) => port.on('message', receive),
  }
}
