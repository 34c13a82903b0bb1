import { SparkConf, StreamingContext } from '../../src/index.ts'
import { turn } from '../../src/kernel/clock/system.ts'
import { LineLogger } from '../../src/kernel/log.ts'
import type { ProcessIdentity } from '../../src/kernel/processes.ts'
import type { Random } from '../../src/kernel/random.ts'
import { Crashed } from '../../src/storage/faulty/faults.ts'
import { FaultyFiles } from '../../src/storage/faulty/faulty-files.ts'
import type { Files } from '../../src/storage/files.ts'
import { ManualClock } from '../../src/testing/index.ts'
import { nodeProcesses } from '../../src/workers/node-processes.ts'
import { model, program, texts } from './program.ts'

export const DIRECTORY = '/checkpoint'

/** A process that lives until the machine crashes: afterwards it reaches nothing any more. */
interface Life {
  readonly ssc: StreamingContext
  failure: unknown
}

/**
 * A machine with a clock, a disk and a program that is started again after each crash; and, outside of it, whoever looks at
 * the outputs: they must be right, and if a batch is made again, the same again.
 */
export class World {
  readonly clock = new ManualClock(100_300)
  readonly files = new FaultyFiles(this.clock)
  readonly log: string[] = []
  readonly #random: Random
  readonly #batches = new Map<number, (readonly [string, number])[]>()
  readonly #seen = new Map<string, string>()
  #zero: number | undefined
  #life: Life | undefined
  #number = 0
  #fileCount = 0
  /** Something that must never be was seen. */
  wrong: string | undefined
  /** How often a batch came out again. */
  repeated = 0

  constructor(random: Random) {
    this.#random = random
  }

  /** Start the program; false when the machine crashed meanwhile. */
  async start(settings: Readonly<Record<string, string>> = {}): Promise<boolean> {
    const number = ++this.#number
    const ssc = StreamingContext.getOrCreate(DIRECTORY, () => this.#create(number, settings))
    const life: Life = { ssc, failure: undefined }
    this.#life = life
    ssc.awaitTermination().catch((error) => {
      life.failure ??= error
    })
    const started = await this.#orCrash(ssc.start())
    if (!started) this.end()
    else if (this.#zero === undefined) {
      this.#zero = Math.floor(this.clock.now() / 1000) * 1000
      // What comes in the very moment of the start was there before.
      this.clock.advance(1)
    }
    return started
  }

  #create(number: number, settings: Readonly<Record<string, string>>): StreamingContext {
    const conf = new SparkConf()
      .setMaster('local')
      .setAppName('crashing')
      .set('spark.driver.allowMultipleContexts', 'true')
      .setAll(Object.entries(settings))
    const identity = (): ProcessIdentity => ({ pid: number, host: 'h', boot: 'b', started: 's' })
    const environment = {
      clock: this.clock,
      files: this.#filesOf(number),
      logger: new LineLogger((line) => void this.log.push(`${number}: ${line}`)),
      processes: { ...nodeProcesses, self: identity, isRunning: () => false },
    }
    const ssc = new StreamingContext({ conf, environment }, 1000)
    program(ssc, (output, time, value) => {
      if (this.#number === number && !this.files.hasCrashed) this.#take(output, time, value as unknown[])
    })
    return ssc
  }

  /** The disk as a process sees it: once it has ended, nothing that it still does has any effect. */
  #filesOf(number: number): Files {
    return new Proxy<Files>(this.files, {
      get: (files, name) => {
        const method = Reflect.get(files, name)
        if (typeof method !== 'function') return method
        return (...given: unknown[]) => {
          if (this.#number !== number) throw new Crashed()
          return method.apply(files, given)
        }
      },
    })
  }

  /** The machine stops, and comes back with what chance leaves of its disk. */
  crash(): void {
    this.end()
    this.files.restart(this.#random)
  }

  /** The process ends without a word. */
  end(): void {
    const { ssc } = this.#life ?? {}
    this.#life = undefined
    this.#number++
    void ssc?.stop().catch(() => {})
  }

  /** Stop in good order. */
  async stop(): Promise<void> {
    const stopped = this.#life?.ssc.stop({ graceful: true })
    this.#life = undefined
    await stopped
  }

  /** A second goes by, in which files come; false when the machine crashed. */
  async second(): Promise<boolean> {
    for (let left = 1000; left > 0; ) {
      const step = Math.min(left, 1 + this.#random.below(700))
      // At the tick itself, a file could belong to either batch.
      if (this.#random.below(2) === 0 && this.clock.now() % 1000 !== 0) await this.#write()
      this.clock.advance(step)
      left -= step
      if (this.#life !== undefined && !(await this.#orCrash(this.#life.ssc.idle()))) return false
      if (this.#life?.failure !== undefined) throw this.#life.failure
    }
    return true
  }

  async #write(): Promise<void> {
    const pairs = Array.from(
      { length: this.#random.below(5) },
      () => ['abcdefgh'[this.#random.below(8)] as string, this.#random.below(100)] as const,
    )
    const time = Math.ceil(this.clock.now() / 1000) * 1000
    const path = `/in/f${String(this.#fileCount++).padStart(5, '0')}`
    // The file system that files come from is another one, on which nothing goes wrong.
    await this.files.durably(path, Buffer.from(pairs.map(([key, value]) => `${key} ${value}\n`).join('')))
    this.#batches.set(time, [...(this.#batches.get(time) ?? []), ...pairs])
  }

  #take(output: string, time: number, value: readonly unknown[]): void {
    const key = `${output} ${time}`
    // The order of a window's keys depends on where it began; all else comes in the same order.
    const records = output === 'window max' ? value.toSorted() : value
    const [text, before] = [JSON.stringify(records), this.#seen.get(key)]
    if (before !== undefined) this.repeated++
    if (before !== undefined && before !== text) this.wrong ??= `${key} was ${before} and then ${text}`
    this.#seen.set(key, text)
  }

  /** Everything that was to come out has come out, and nothing else. */
  check(): void {
    if (this.wrong !== undefined) throw new Error(this.wrong)
    const end = Math.floor(this.clock.now() / 1000) * 1000
    const right = model(this.#zero as number, end, this.#batches)
    for (const [key, due] of right) {
      const seen = this.#seen.get(key)
      if (seen === undefined) throw new Error(`${key} never came out, which is ${due}`)
      if (texts(JSON.parse(seen)) !== due) throw new Error(`${key} is ${texts(JSON.parse(seen))} and not ${due}`)
    }
    for (const key of this.#seen.keys()) if (!right.has(key)) throw new Error(`${key} should not be`)
  }

  /** True when `work` comes to its end, false when the machine crashes before. */
  async #orCrash(work: Promise<unknown>): Promise<boolean> {
    let ended = false
    let failure: unknown
    work.then(
      () => {
        ended = true
      },
      (error) => {
        ended = true
        failure = error
      },
    )
    for (let turns = 0; !ended; turns++) {
      if (this.files.hasCrashed || (this.#life?.failure !== undefined && turns > 20)) break
      if (turns > 5000) throw new Error(`it hangs:\n${this.log.slice(-20).join('\n')}`)
      await turn()
    }
    if (this.files.hasCrashed) return false
    if (failure !== undefined) throw failure
    return true
  }
}
