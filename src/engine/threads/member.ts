import type { Clock } from '../../kernel/clock/clock.ts'
import type { Thread } from '../../kernel/threads.ts'
import type { Notice, Reply, TaskOrder, ToWorker } from './messages.ts'
import type { ProgressBoard } from './progress-board.ts'
import { WouldNotEnd } from './standstill.ts'
import { toWire } from './wire-error.ts'

/** Who hears of the tasks of one order. */
export interface OrderEvents {
  reply(message: Reply): void
  /** The worker is gone with the tasks that have not replied. */
  lost(why: unknown, blame: Blame): void
}

/** Whose task was running when a worker was lost: one of the order, of another order, or it is not known. */
export type Blame = 'own' | 'other' | 'unknown'

export interface MemberParts {
  readonly thread: Thread
  readonly ready: Promise<void>
  /** What it is to know before its first task. */
  readonly notices: readonly Notice[]
  readonly board: ProgressBoard
  readonly clock: Clock
  /** The worker has been sent something to do. */
  readonly sent: () => void
}

/** Milliseconds for which a task of a cancelled job may go on before its worker is ended. */
const PATIENCE = 2000

/** One worker thread as the driver sees it. */
export class Member {
  readonly number: number
  /** Resolves when the worker has built the same program; rejects when it has not, or is gone. */
  readonly ready: Promise<void>
  /** What the worker shows. */
  readonly board: ProgressBoard
  readonly #thread: Thread
  readonly #clock: Clock
  readonly #sent: () => void
  readonly #orders = new Map<number, OpenOrder>()
  readonly #settling = new Set<{ readonly open: Set<number>; readonly resolve: () => void }>()
  #notices: Notice[]
  #alive = true
  #why: unknown

  constructor(number: number, { thread, ready, notices, board, clock, sent }: MemberParts) {
    this.number = number
    this.#thread = thread
    this.ready = ready
    this.board = board
    this.#clock = clock
    this.#sent = sent
    this.#notices = [...notices]
  }

  /** Orders with tasks that have not replied. */
  get orders(): number {
    return this.#orders.size
  }

  /** Resolves when the orders that it has now are done or gone; undefined when it has none. */
  settled(): Promise<void> | undefined {
    const open = new Set(this.#orders.keys())
    if (open.size === 0) return undefined
    return new Promise((resolve) => this.#settling.add({ open, resolve }))
  }

  #settle(id: number): void {
    for (const settling of this.#settling) {
      settling.open.delete(id)
      if (settling.open.size === 0 && this.#settling.delete(settling)) settling.resolve()
    }
  }

  get isAlive(): boolean {
    return this.#alive
  }

  /** Have the worker know something before its next task. */
  tell(notice: Notice): void {
    this.#notices.push(notice)
    if (this.#notices.length >= MOST_NOTICES) this.#flush()
  }

  send(order: Omit<TaskOrder, 'notices'>, events: OrderEvents): void {
    if (!this.#alive) {
      events.lost(this.#why, 'unknown')
      return
    }
    const notices = this.#notices
    this.#notices = []
    this.#orders.set(order.id, { events, left: order.partitions.length, patience: undefined })
    this.#sent()
    try {
      this.#post({ ...order, notices })
    } catch {
      this.#oneByOne(notices)
      this.#post({ ...order, notices: [] })
    }
  }

  abort(id: number): void {
    if (!this.#orders.has(id)) return
    this.#post({ kind: 'abort', id })
    if (this.board.task?.order === id) this.board.end(id)
  }

  /** As `abort`; a task that does not end by itself is ended with its worker. */
  cancel(id: number): void {
    this.abort(id)
    this.#endLater(id)
  }

  #endLater(id: number): void {
    const order = this.#orders.get(id)
    if (order === undefined) return
    const { beats } = this.board
    order.patience = this.#clock.after(PATIENCE, () => {
      if (this.board.task?.order === id && this.board.beats === beats) this.kill(new WouldNotEnd())
      else this.cancel(id)
    })
  }

  /** Have the worker show that it goes on, if it does. */
  ask(): void {
    this.#post({ kind: 'ask' })
  }

  /** The worker ends, or has to, for this reason. */
  doom(why: unknown): void {
    this.#why ??= why
  }

  /** End the worker, wherever it is. */
  kill(why: unknown): void {
    if (this.#why !== undefined) return
    this.doom(why)
    void this.#thread.stop()
  }

  /** Why the worker is gone, or about to be. */
  get why(): unknown {
    return this.#why
  }

  receive(replies: readonly Reply[]): void {
    for (const reply of replies) {
      const order = this.#orders.get(reply.id)
      if (order === undefined) continue
      if (--order.left === 0) {
        this.#orders.delete(reply.id)
        this.#settle(reply.id)
        order.patience?.()
      }
      order.events.reply(reply)
    }
  }

  /** The thread is gone. */
  end(): void {
    this.#alive = false
    const orders = [...this.#orders]
    const running = this.board.task?.order
    const isKnown = running !== undefined && this.#orders.has(running)
    this.#orders.clear()
    for (const { resolve } of this.#settling) resolve()
    this.#settling.clear()
    for (const [id, { events, patience }] of orders) {
      patience?.()
      events.lost(this.#why, isKnown ? (id === running ? 'own' : 'other') : 'unknown')
    }
  }

  stop(): Promise<void> {
    return this.#thread.stop()
  }

  #flush(): void {
    if (this.#notices.length === 0) return
    const notices = this.#notices
    this.#notices = []
    try {
      this.#post({ kind: 'notices', notices })
    } catch {
      this.#oneByOne(notices)
    }
  }

  /** One of them cannot be cloned. */
  #oneByOne(notices: readonly Notice[]): void {
    for (const notice of notices) this.#post({ kind: 'notices', notices: [cloneable(notice)] })
  }

  #post(message: ToWorker): void {
    this.#thread.post(message)
  }
}

interface OpenOrder {
  readonly events: OrderEvents
  /** Tasks that have not replied. */
  left: number
  /** Takes back the alarm that was set when the order was cancelled. */
  patience: (() => void) | undefined
}

/** A worker that gets no tasks is told what there is to know when so much of it has come together. */
const MOST_NOTICES = 4096

/** An answer that cannot be cloned is told as a failure to do so: whoever reads it has nothing to go on with. */
function cloneable(notice: Notice): Notice {
  try {
    structuredClone(notice)
    return notice
  } catch (error) {
    return notice.kind === 'answer' ? { ...notice, outcome: { error: toWire(error) } } : notice
  }
}
