import type { Receiver } from '../../connect/receiver.ts'
import type { Clock } from '../../kernel/clock/clock.ts'
import type { Logger } from '../../kernel/log.ts'
import { thrownText } from '../../kernel/thrown.ts'
import type { ReceiverEvents, ReceiverOptions } from '../../rdd/backend.ts'
import { userFailure } from '../../rdd/user-failure.ts'

/**
 * Starts a receiver, starts it again, and ends it: `onStart` and `onStop` take turns, whoever asks for what and when.
 *
 *     idle ── start ──> started ── restart ──> waiting ── delay ──> started …
 *                          └────────── stop ──────┴─────> ended
 */
export class Lifecycle {
  readonly #receiver: Receiver<any>
  readonly #options: ReceiverOptions
  readonly #events: ReceiverEvents
  readonly #clock: Clock
  readonly #logger: Logger
  readonly #close: () => void
  #state: 'idle' | 'started' | 'waiting' | 'ended' = 'idle'
  #generation = 0
  #stopping: Promise<void> | undefined
  #cancelDelay: (() => void) | undefined
  #ending: Promise<void> | undefined

  /** `close` is called once, after the last `onStop` and before the last `stopped` is told. */
  constructor(
    receiver: Receiver<any>,
    options: ReceiverOptions,
    events: ReceiverEvents,
    ground: { readonly clock: Clock; readonly logger: Logger },
    close: () => void,
  ) {
    this.#receiver = receiver
    this.#options = options
    this.#events = events
    this.#clock = ground.clock
    this.#logger = ground.logger
    this.#close = close
  }

  get isStarted(): boolean {
    return this.#state === 'started'
  }

  start(): void {
    this.#state = 'started'
    const generation = ++this.#generation
    this.#events.started()
    const failed = (error: unknown): void => {
      if (generation !== this.#generation) return
      this.restart('onStart failed', this.#failure(error, 'onStart'), this.#options.restartDelay)
    }
    try {
      // The promise of onStart is not waited for: it may be a loop that ends with the receiver.
      const answer: unknown = this.#receiver.onStart()
      // A receiver in plain JavaScript may answer anything.
      if (typeof answer === 'object' && answer !== null) Promise.resolve(answer).catch(failed)
    } catch (error) {
      failed(error)
    }
  }

  /** Ignored unless the receiver runs, so a receiver may ask as often as it likes. */
  restart(message: string, error: unknown, delay: number): void {
    if (this.#state !== 'started') return
    this.#state = 'waiting'
    const text = `Restarting receiver with delay ${delay} ms: ${message}`
    this.#logger.warn(`Receiver ${this.#options.streamId}: ${text}${because(error)}`)
    this.#stopping = this.#onStop().then(() => {
      this.#stopping = undefined
      if (this.#ending !== undefined) return
      this.#events.stopped(text, error)
      this.#cancelDelay = this.#clock.after(delay, () => this.start())
    })
  }

  /** Resolves when the receiver has ended; a second call waits for the same end. */
  stop(message: string, error: unknown): Promise<void> {
    this.#ending ??= this.#end(message, error)
    return this.#ending
  }

  async #end(message: string, error: unknown): Promise<void> {
    const wasStarted = this.#state === 'started'
    this.#state = 'ended'
    this.#cancelDelay?.()
    await (wasStarted ? this.#onStop() : this.#stopping)
    this.#close()
    this.#events.stopped(message, error)
  }

  /** Never rejects, and never calls into the receiver before the call of its that led here has returned. */
  async #onStop(): Promise<void> {
    this.#generation++
    await undefined
    try {
      await this.#receiver.onStop()
    } catch (error) {
      this.#logger.error(`Receiver ${this.#options.streamId}: onStop failed`, this.#failure(error, 'onStop'))
    }
  }

  /** What the receiver threw, with the place of the program that asked for it. */
  #failure(error: unknown, where: string): unknown {
    const { site } = this.#options
    return site === undefined ? error : userFailure(site, error, where)
  }
}

/** `: what the error says`, to end a line of the log with; nothing when there is no error. */
export const because = (error: unknown): string => (error === undefined ? '' : `: ${thrownText(error)}`)
