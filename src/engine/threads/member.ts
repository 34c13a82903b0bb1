import type { Thread } from '../../kernel/threads.ts'
import type { FromWorker, Notice, TaskOrder, ToWorker } from './messages.ts'
import { toWire } from './wire-error.ts'

/** Who hears of the tasks of one order. */
export interface OrderEvents {
  reply(message: FromWorker & { readonly kind: 'done' | 'failed' }): void
  /** The worker is gone with the tasks that have not replied. */
  lost(why: unknown): void
}

/** One worker thread as the driver sees it. */
export class Member {
  readonly number: number
  /** Resolves when the worker has built the same program; rejects when it has not, or is gone. */
  readonly ready: Promise<void>
  readonly #thread: Thread
  readonly #orders = new Map<number, { readonly events: OrderEvents; left: number }>()
  #notices: Notice[]
  #alive = true
  #why: unknown

  constructor(number: number, thread: Thread, ready: Promise<void>, notices: readonly Notice[]) {
    this.number = number
    this.#thread = thread
    this.ready = ready
    this.#notices = [...notices]
  }

  get isAlive(): boolean {
    return this.#alive
  }

  /** Have the worker know something before its next task. */
  tell(notice: Notice): void {
    this.#notices.push(notice)
    if (this.#notices.length >= MOST_NOTICES) this.#flush()
  }

  send(order: TaskOrder, events: OrderEvents): void {
    if (!this.#alive) {
      events.lost(this.#why)
      return
    }
    this.#flush()
    this.#orders.set(order.id, { events, left: order.partitions.length })
    this.#post(order)
  }

  abort(id: number): void {
    if (this.#orders.has(id)) this.#post({ kind: 'abort', id })
  }

  receive(message: FromWorker & { readonly kind: 'done' | 'failed' }): void {
    const order = this.#orders.get(message.id)
    if (order === undefined) return
    if (--order.left === 0) this.#orders.delete(message.id)
    order.events.reply(message)
  }

  /** The thread is gone. */
  end(why: unknown): void {
    this.#alive = false
    this.#why = why
    const orders = [...this.#orders.values()]
    this.#orders.clear()
    for (const { events } of orders) events.lost(why)
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
      for (const notice of notices) this.#post({ kind: 'notices', notices: [cloneable(notice)] })
    }
  }

  #post(message: ToWorker): void {
    this.#thread.post(message)
  }
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
