import type { Logger } from '../../kernel/log.ts'
import { thrownStack } from '../../kernel/thrown.ts'
import type { ReceiverEvents } from '../../rdd/backend.ts'
import type { ListenerBus } from '../listeners/bus.ts'
import type { ReceiverInfo } from '../listeners/listener.ts'

/** Keeps what is known of one receiver, and tells the listeners of each change. */
export class ReceiverStatus implements Omit<ReceiverEvents, 'block'> {
  readonly #bus: ListenerBus
  readonly #logger: Logger
  readonly #now: () => number
  #warned = false
  #info: ReceiverInfo

  constructor(streamId: number, name: string, parts: { bus: ListenerBus; logger: Logger; now: () => number }) {
    this.#bus = parts.bus
    this.#logger = parts.logger
    this.#now = parts.now
    this.#info = {
      streamId,
      name: `${name}-${streamId}`,
      active: false,
      location: 'localhost',
      executorId: 'driver',
      lastErrorMessage: undefined,
      lastError: undefined,
      lastErrorTime: undefined,
      paused: false,
      pausedTime: 0,
      heldBytes: 0,
      rateLimit: undefined,
    }
  }

  get info(): ReceiverInfo {
    return this.#info
  }

  started(): void {
    this.#info = { ...this.#info, active: true }
    this.#bus.post('onReceiverStarted', { receiverInfo: this.#info })
  }

  error(message: string, error: unknown): void {
    this.#note(message, error)
    this.#logger.warn(`receiver ${this.#info.name}: ${message}`)
    this.#bus.post('onReceiverError', { receiverInfo: this.#info })
  }

  paused(heldBytes: number): void {
    this.#info = { ...this.#info, paused: true, heldBytes }
    if (!this.#warned)
      this.#logger.warn(
        `receiver ${this.#info.name}: ${Math.round(heldBytes / 1024)} KiB wait for their batches, so the sender has to ` +
          'wait. Make the batches faster, or set millstream.receiver.memory higher.',
      )
    this.#warned = true
    this.#bus.post('onReceiverPaused', { receiverInfo: this.#info })
  }

  resumed(millis: number, heldBytes: number): void {
    this.#info = { ...this.#info, paused: false, pausedTime: this.#info.pausedTime + millis, heldBytes }
    this.#bus.post('onReceiverResumed', { receiverInfo: this.#info })
  }

  /** From now on the receiver may take so many records a second; undefined is any number. */
  limited(rateLimit: number | undefined): void {
    this.#info = { ...this.#info, rateLimit }
  }

  stopped(message: string, error: unknown): void {
    if (error !== undefined) this.#note(message, error)
    this.#info = { ...this.#info, active: false }
    this.#bus.post('onReceiverStopped', { receiverInfo: this.#info })
  }

  #note(lastErrorMessage: string, error: unknown): void {
    const lastError = thrownStack(error)
    this.#info = { ...this.#info, lastErrorMessage, lastError, lastErrorTime: this.#now() }
  }
}
