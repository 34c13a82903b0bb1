import type { Logger } from '../../kernel/log.ts'
import { Site } from '../../kernel/site.ts'
import { isThenable } from '../../rdd/faults.ts'
import { userFailure } from '../../rdd/user-failure.ts'
import type { StreamingEvent, StreamingListener } from './listener.ts'

/**
 * Brings events to the listeners, later and in order.
 *
 * An event is handed over in a microtask of its own turn, never inside the call that posts it, so a listener can neither
 * slow down nor break what it listens to.
 */
export class ListenerBus {
  readonly #logger: Logger
  readonly #listeners: { readonly listener: StreamingListener; readonly site: Site }[] = []
  #waiting: StreamingEvent[] = []
  #flush: Promise<void> | undefined
  #closed = false
  #calling = false

  constructor(logger: Logger) {
    this.#logger = logger
  }

  /** `site` is where the program added it. */
  add(listener: StreamingListener, site = new Site('addStreamingListener')): void {
    this.#listeners.push({ listener, site })
  }

  remove(listener: StreamingListener): void {
    const at = this.#listeners.findIndex((added) => added.listener === listener)
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
    for (const event of events) for (const { listener, site } of [...this.#listeners]) this.#call(listener, site, event)
  }

  #call(listener: StreamingListener, site: Site, [method, event]: StreamingEvent): void {
    const failed = (error: unknown): void =>
      this.#logger.error('a streaming listener failed', userFailure(site, error, method))
    this.#calling = true
    try {
      const answer: unknown = (listener[method] as ((event: unknown) => unknown) | undefined)?.call(listener, event)
      // Nobody waits for a listener, but what goes wrong in an async one must be heard of.
      if (isThenable(answer)) Promise.resolve(answer).catch(failed)
    } catch (error) {
      failed(error)
    } finally {
      this.#calling = false
    }
  }
}
