import type { Companion } from '../../kernel/processes.ts'
import type { FromEngine, Signal, ToEngine } from './messages.ts'

/** One life of the engine: what it has said, and what was asked of it. */
export class EngineRun {
  readonly began: number
  streaming = false
  batch: number | undefined
  /** A signal was passed on and has been heard of since. */
  answers = false
  /** It was told to end, by whomever. */
  asked = false
  #engine: Companion | undefined
  #crashed = false
  #exits = false
  readonly #signals = new Map<Signal, number>()

  /** `began`: ticks of the clock. */
  constructor(began: number) {
    this.began = began
  }

  attach(engine: Companion): void {
    this.#engine = engine
  }

  hear(message: FromEngine): void {
    if (message.kind === 'streaming') this.streaming = true
    else if (message.kind === 'batch') this.batch = message.time
    else if (message.kind === 'crashed') this.#crashed = true
    else if (message.kind === 'exit') this.#exits = true
    else this.answers = this.asked = true
  }

  pass(signal: Signal): void {
    const count = (this.#signals.get(signal) ?? 0) + 1
    this.#signals.set(signal, count)
    this.asked = true
    this.answers = false
    this.#engine?.send({ kind: 'signal', signal, count } satisfies ToEngine)
  }

  kill(): void {
    this.asked = true
    this.#engine?.kill('SIGKILL')
  }

  /** True when its end is one that it meant, or who told it to end: no crash. */
  get wasMeant(): boolean {
    return this.asked || (this.#exits && !this.#crashed)
  }

  /** What a crash is called. */
  named(end: number | string): number | string {
    return this.#crashed && typeof end === 'number' ? 'an error' : end
  }
}
