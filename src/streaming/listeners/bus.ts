import type { Logger } from '../../kernel/log.ts'
import type { StreamingEvent, StreamingListener } from './listener.ts'

/**
 * Brings events to the listeners, later and in order.
 *
 * An event is handed over in a microtask of its own turn, never inside the call that posts it, so a listener can neither
 * slow down nor break what it listens to.
 */
export class ListenerBus {
  readonly #logger: Logger
  readonly #listeners: StreamingListener[] = []
  #waiting: StreamingEvent[] = []
  #flush: Promise<void> | undefined
  #closed = false
  #calling = false

  constructor(logger: Logger) {
    this.#logger = logger
  }

  add(listener: StreamingListener): void {
    this.#listeners.push(listener)
  }

  remove(listener: StreamingListener): void {
    const at = this.#listeners.indexOf(listener)
    if (at >= 0) this.#listeners.splice(at, 1)
  }

  /** True when somebody listens: building an event for nobody can be spared. */
  get heard(): boolean {
    return this.#listeners.length > 0 && !this.#closed
  }

  /** True while a listener is being called. */
  get calling(): boolean {
    return this.#calling
  }

  post(...event: StreamingEvent): void {
    if (!this.heard) return
    this.#waiting.push(event)
    this.#flush ??= Promise.resolve().then(() => this.#deliver())
  }

  /** Resolves when everything posted so far was delivered. */
  async drained(): Promise<void> {
    while (this.#flush !== undefined) await this.#flush
  }

  /** Deliver what was posted, and nothing ever again. */
  async close(): Promise<void> {
    await this.drained()
    this.#closed = true
  }

  #deliver(): void {
    const events = this.#waiting
    this.#waiting = []
    this.#flush = undefined
    for (const event of events) for (const listener of [...this.#listeners]) this.#call(listener, event)
  }

  #call(listener: StreamingListener, [method, event]: StreamingEvent): void {
    this.#calling = true
    try {
      ;(listener[method] as ((event: unknown) => void) | undefined)?.call(listener, event)
    } catch (error) {
      this.#logger.error(`${method} of a streaming listener failed`, error)
    } finally {
      this.#calling = false
    }
  }
}
