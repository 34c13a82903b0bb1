import type { StreamError } from '../../kernel/errors.ts'
import type { Thread, Threads } from '../../kernel/threads.ts'
import type { Member } from './member.ts'
import { MemoryShortage } from './memory-shortage.ts'
import type { FromWorker, WorkerData } from './messages.ts'
import { ProgressBoard } from './progress-board.ts'
import { fromWire } from './wire-error.ts'

export interface RecruitParts {
  readonly threads: Threads
  readonly entry: URL
  /** Bytes for its objects; undefined is what there is by itself. */
  readonly memory: number | undefined
  /** `board` is where the worker shows that it goes on. */
  readonly data: (board: SharedArrayBuffer) => WorkerData
  /** Reject unless the worker's program is the driver's. */
  readonly compare: (host: string, ready: FromWorker & { readonly kind: 'ready' }) => Promise<void>
  /** What errors call it. */
  readonly title: string
  /** The thread is gone: before it was ready, or after. */
  readonly ended: (why: unknown, wasReady: boolean) => void
}

/** A thread that builds the program, and is a member of the crew as soon as one is needed: at once, or later. */
export class Recruit {
  readonly board = new ProgressBoard()
  readonly thread: Thread
  /** Resolves when it has built the same program as the driver; rejects when it has not, or is gone. */
  readonly ready: Promise<void>
  readonly #ready = Promise.withResolvers<void>()
  #isReady = false
  #member: Member | undefined

  constructor({ threads, entry, memory, data, compare, title, ended }: RecruitParts) {
    this.ready = this.#ready.promise
    // Whoever sends a task waits for it; until then nobody looks at a failure.
    this.ready.then(
      () => {
        this.#isReady = true
      },
      () => {},
    )
    const message = (received: unknown): void => {
      const from = received as FromWorker
      if (from.kind === 'replies') this.#member?.receive(from.replies)
      else if (from.kind === 'short') this.#member?.doom(new MemoryShortage(fromWire(from.error) as StreamError))
      else if (from.kind === 'refused') this.#ready.reject(fromWire(from.error))
      else compare(title, from).then(this.#ready.resolve, this.#ready.reject)
    }
    const gone = (why: unknown): void => {
      this.#member?.doom(why)
      const [reason, wasReady] = [this.#member?.why ?? why, this.#isReady]
      ended(reason, wasReady)
    }
    this.thread = threads.start(entry, data(this.board.memory), { message, ended: gone }, { memory })
  }

  /** It is gone, and never was ready if it is not by now. */
  fail(error: unknown): void {
    this.#ready.reject(error)
  }

  /** From now on what it says is said to `member`. */
  join(member: Member): void {
    this.#member = member
  }
}
