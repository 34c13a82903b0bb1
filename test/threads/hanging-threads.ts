import { setImmediate } from 'node:timers/promises'
import type { FromWorker, ToWorker } from '../../src/engine/threads/messages.ts'
import type { ManualClock } from '../../src/kernel/clock/manual.ts'
import type { Thread, ThreadEvents, ThreadLimits, Threads } from '../../src/kernel/threads.ts'
import { nodeThreads } from '../../src/workers/node-threads.ts'

/** ms by which time goes on at once. */
const STEP = 50

const NEVER = new Promise<void>(() => {})

/**
 * Real threads under a manual clock. What a thread does takes no time there, so a clock that simply went on would find that
 * each of them stands still, however quick it is: here time passes only while the thread that hangs is the only one that has
 * something to do.
 */
export class HangingThreads implements Threads {
  readonly #clock: ManualClock
  /** By thread: tasks that have not replied. */
  readonly #open = new Map<object, number>()
  #ended = 0
  #wake = (): void => {}

  constructor(clock: ManualClock) {
    this.#clock = clock
  }

  start(module: URL, data: unknown, events: ThreadEvents, limits?: ThreadLimits): Thread {
    const key = {}
    const thread = nodeThreads.start(
      module,
      data,
      {
        message: (message) => {
          const from = message as FromWorker
          if (from.kind === 'replies') this.#count(key, -from.replies.length)
          events.message(message)
        },
        ended: (why) => {
          this.#ended++
          this.#open.delete(key)
          this.#wake()
          events.ended(why)
        },
      },
      limits,
    )
    return {
      post: (message) => {
        thread.post(message)
        const to = message as ToWorker
        if (to.kind === 'tasks') this.#count(key, to.partitions.length)
      },
      keepAlive: (keeps) => thread.keepAlive?.(keeps),
      stop: () => thread.stop(),
    }
  }

  /** A thread hangs: let time pass until it has been ended, or `over` resolves. */
  async untilEnded(over: Promise<unknown> = NEVER): Promise<void> {
    const before = this.#ended
    let isOver = false
    const end = over.then(() => {
      isOver = true
    })
    while (this.#ended === before && !isOver)
      if (this.#open.size > 1) await Promise.race([end, this.#change()])
      else {
        this.#clock.advance(STEP)
        await setImmediate()
      }
  }

  #change(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve
    })
  }

  #count(key: object, more: number): void {
    const tasks = (this.#open.get(key) ?? 0) + more
    if (tasks > 0) this.#open.set(key, tasks)
    else this.#open.delete(key)
    this.#wake()
  }
}
