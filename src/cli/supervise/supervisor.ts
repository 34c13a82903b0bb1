import { constants } from 'node:os'
import type { Clock } from '../../kernel/clock/clock.ts'
import { formatMillis } from '../../kernel/duration.ts'
import type { Companions } from '../../kernel/processes.ts'
import type { Random } from '../../kernel/random.ts'
import { causeOf, crashLoop, showCrash } from './crash-loop.ts'
import { EngineRun } from './engine-run.ts'
import { type FromEngine, SIGNALS, type Signal } from './messages.ts'
import { type RestartRules, Restarts } from './restarts.ts'

/** What is supervised, and how. */
export interface Supervision {
  /** Of the program, for people. */
  readonly file: string
  /** The module that is started, and the arguments of the command line that it gets. */
  readonly engine: URL
  readonly args: readonly string[]
  /** Whether a crash leads to a restart; undefined: that of a stream does. */
  readonly restart: 'on-crash' | 'never' | undefined
  readonly rules: RestartRules
}

/** The outside of a supervisor. */
export interface Surroundings {
  readonly clock: Clock
  readonly random: Random
  readonly companions: Companions
  /** Write a line for people. */
  say(line: string): void
}

/** Time for an engine to show that it has heard the first signal, and to end at the second; ms. */
export const PATIENCE = { first: 30_000, second: 5_000 } as const

/**
 * Runs the engine in a process beside this one, and runs it again when it crashes.
 *
 * An end is a crash when the engine was ended by a signal that nobody passed on, or when it ended without saying so, or by
 * an error that nobody caught. A program that failed, was refused, or called process.exit has ended as it meant to.
 */
export class Supervisor {
  /** Code with which the command ends. */
  readonly ended: Promise<number>
  readonly #supervision: Supervision
  readonly #outside: Surroundings
  readonly #restarts: Restarts
  readonly #end: (code: number) => void
  #run: EngineRun | undefined
  /** It was a stream once: a crash before the next start is that of a stream, too. */
  #streaming = false
  #signals = 0
  #cancel: (() => void) | undefined

  constructor(supervision: Supervision, outside: Surroundings) {
    this.#supervision = supervision
    this.#outside = outside
    this.#restarts = new Restarts(supervision.rules, outside.random)
    const { promise, resolve } = Promise.withResolvers<number>()
    this.ended = promise
    this.#end = resolve
    this.#start()
  }

  /** Pass a signal on. An engine that does not answer to it, or that a third one meets, is killed. */
  signal(signal: Signal): void {
    const run = this.#run
    this.#cancel?.()
    // It waits for its restart.
    if (run === undefined) this.#end(128 + SIGNALS[signal])
    else this.#pass(run, signal)
  }

  #pass(run: EngineRun, signal: Signal): void {
    this.#signals++
    run.pass(signal)
    if (this.#signals > 2) run.kill()
    const patience = this.#signals === 1 ? PATIENCE.first : PATIENCE.second
    this.#cancel = this.#outside.clock.after(patience, () => this.#giveUp(run, patience))
  }

  #giveUp(run: EngineRun, patience: number): void {
    if (this.#signals === 1 && run.answers) return
    this.#outside.say(`the program does not end; after ${formatMillis(patience)} it is killed`)
    run.kill()
  }

  #start(): void {
    const { companions, clock, say } = this.#outside
    const { engine, args } = this.#supervision
    this.#cancel = undefined
    const run = new EngineRun(clock.ticks())
    this.#run = run
    run.attach(
      companions.start(engine, args, {
        message: (message) => run.hear(message as FromEngine),
        ended: (end) => this.#hasEnded(run, end),
        failed: (error) => {
          say(`the program could not be started: ${error.message}`)
          this.#end(1)
        },
      }),
    )
  }

  #hasEnded(run: EngineRun, end: number | string): void {
    this.#cancel?.()
    this.#run = undefined
    this.#streaming ||= run.streaming
    const delay = run.wasMeant ? undefined : this.#afterCrash(run, end)
    if (delay === undefined) this.#end(codeOf(end))
    else this.#cancel = this.#outside.clock.after(delay, () => this.#start())
  }

  /** Says what happened, and answers in how many ms it is started again; undefined for never. */
  #afterCrash(run: EngineRun, end: number | string): number | undefined {
    const { say, clock } = this.#outside
    const { restart = this.#streaming ? 'on-crash' : 'never', file, rules } = this.#supervision
    const at = clock.ticks()
    const crash = { end: run.named(end), at, ran: at - run.began, batch: run.batch }
    if (restart === 'never') {
      if (crash.end !== 'an error') say(`${file} crashed: ${showCrash(crash)}. ${causeOf(crash.end)}`)
      return undefined
    }
    const verdict = this.#restarts.after(crash)
    if ('loop' in verdict) {
      say(crashLoop(file, verdict, rules).message)
      return undefined
    }
    const again = `it is started again in ${formatMillis(verdict.delay)} (${verdict.number} of ${rules.limit})`
    say(`WARN ${file} crashed: ${showCrash(crash)}; ${again}`)
    return verdict.delay
  }
}

/** As a shell would say it. */
const codeOf = (end: number | string): number =>
  typeof end === 'number' ? end : 128 + (constants.signals[end as NodeJS.Signals] ?? SIGNALS.SIGTERM)
