import { SparkConf, StreamingContext } from '../../src/index.ts'
import { turn } from '../../src/kernel/clock/system.ts'
import { LineLogger } from '../../src/kernel/log.ts'
import type { ProcessIdentity } from '../../src/kernel/processes.ts'
import type { Random } from '../../src/kernel/random.ts'
import { Crashed } from '../../src/storage/faulty/faults.ts'
import { FaultyFiles } from '../../src/storage/faulty/faulty-files.ts'
import type { Files, WritableFile } from '../../src/storage/files.ts'
import { ManualClock } from '../../src/testing/index.ts'
import { nodeProcesses } from '../../src/workers/node-processes.ts'

/** What functions throw that fail on purpose: whoever keeps the program running starts it again. */
export const ON_PURPOSE = 'on purpose'

export const DIRECTORY = '/checkpoint'

/** Calls of a disk at which a process can stand still. */
const ASYNCHRONOUS = new Set(['rename', 'syncDirectory', 'syncFile', 'remove', 'list', 'stat', 'makeDirectory'])

/** Takes what an output operation has for a batch. */
export type Take = (output: string, time: number, value: readonly unknown[]) => void

/** A process that lives until the machine crashes: afterwards it reaches nothing any more. */
interface Life {
  readonly ssc: StreamingContext
  failure: unknown
}

/**
 * A machine with a clock, a disk and a program with batches of a second that is started again after each crash; and, outside
 * of it, whoever looks at the outputs: a batch that is made again must be the same again.
 */
export abstract class Machine {
  readonly clock = new ManualClock(100_300)
  readonly files = new FaultyFiles(this.clock)
  readonly log: string[] = []
  protected readonly random: Random
  /** What came out, by output and batch, as JSON. */
  protected readonly seen = new Map<string, string>()
  #life: Life | undefined
  #number = 0
  /** Processes that stood still and were replaced; in the end they go on where they were. */
  readonly #still = new Set<number>()
  /** Something that must never be was seen. */
  wrong: string | undefined
  /** Calls of the disk between a start and a crash, at most. */
  longest = 60
  /** Whether all that a moment sets off is waited for: a program that waits for room on its disk does not come to its end. */
  waits = true
  /** Whether the program is started again after this; whoever says so may have mended something. */
  forgives: (failure: unknown) => boolean = () => false
  /** How often an output of a batch came again. */
  repeated = 0

  readonly #settings: Readonly<Record<string, string>>

  constructor(random: Random, settings: Readonly<Record<string, string>> = {}) {
    this.random = random
    this.#settings = settings
  }

  protected abstract program(ssc: StreamingContext, take: Take): void
  /** Something happens, at a moment of chance. */
  protected abstract happen(): Promise<void>
  /** Settings of the process that starts now. */
  protected settingsNow(): Readonly<Record<string, string>> {
    return {}
  }
  /** What does not depend on how often a batch was made. */
  protected told(_output: string, value: readonly unknown[]): readonly unknown[] {
    return value
  }
  /** Throw unless everything that was to come out has come out, and nothing else. */
  abstract check(): void

  /** Whether the process stands still at this call for longer than anybody waits. */
  protected standsStill(_path: string): boolean {
    return false
  }

  /** Whether a process that was replaced still reaches it. */
  protected isShared(_path: string): boolean {
    return false
  }

  /** Whether the program is simply started again after it has ended so. */
  protected isForgiven(failure: unknown): boolean {
    return String(failure).includes(ON_PURPOSE) || this.forgives(failure)
  }

  get isRunning(): boolean {
    return this.#life !== undefined
  }

  /** Start the program; false when the machine crashed meanwhile. */
  async start(): Promise<boolean> {
    const number = ++this.#number
    const ssc = StreamingContext.getOrCreate(DIRECTORY, () => this.#create(number))
    const life: Life = { ssc, failure: undefined }
    this.#life = life
    ssc.awaitTermination().catch((error) => {
      life.failure ??= error
    })
    try {
      const started = await this.orCrash(ssc.start())
      if (!started) this.end()
      return started
    } catch (error) {
      return this.#restart(error)
    }
  }

  #create(number: number): StreamingContext {
    const conf = new SparkConf()
      .setMaster('local')
      .setAppName('crashing')
      .set('spark.driver.allowMultipleContexts', 'true')
      .set('millstream.checkpoint.segment', String(2 ** this.random.below(20)))
      .setAll(Object.entries({ ...this.#settings, ...this.settingsNow() }))
    const identity = (): ProcessIdentity => ({ pid: number, host: 'h', boot: 'b', started: 's' })
    const environment = {
      clock: this.clock,
      files: this.#filesOf(number),
      logger: new LineLogger((line) => void this.log.push(`${number}: ${line}`)),
      processes: { ...nodeProcesses, self: identity, isRunning: () => false },
    }
    const ssc = new StreamingContext({ conf, environment }, 1000)
    this.program(ssc, (output, time, value) => {
      if (this.#number === number && !this.files.hasCrashed) this.#take(output, time, value)
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
          const path = String(given[0])
          this.#requireAlive(number, path)
          if (ASYNCHRONOUS.has(String(name)) && this.#isStill(number, path))
            return this.#late(() => {
              // The machine may have crashed meanwhile, and the process with it.
              this.#requireAlive(number, path)
              return method.apply(files, given)
            })
          const answer = method.apply(files, given)
          return name === 'create' ? this.#slow(answer as WritableFile, number, path) : answer
        }
      },
    })
  }

  /** What a process that stood still does when it goes on, which some never do. */
  #late<R>(act: () => Promise<R>): Promise<R> {
    return this.random.below(2) === 0 ? new Promise(() => {}) : turns(this.random.below(400)).then(act)
  }

  #requireAlive(number: number, path: string): void {
    if (this.#number !== number && !(this.#still.has(number) && this.isShared(path))) throw new Crashed()
  }

  /** A process that stands still is replaced. */
  #isStill(number: number, path: string): boolean {
    if (this.#still.has(number)) return true
    if (this.#life === undefined || !this.isShared(path) || !this.standsStill(path)) return false
    this.#life.failure ??= new Error(ON_PURPOSE)
    this.#still.add(number)
    return true
  }

  /** A disk takes its time to sync, and others go on meanwhile. */
  #slow(file: WritableFile, number: number, path: string): WritableFile {
    const sync = file.sync.bind(file)
    file.sync = async () => {
      await turns(this.random.below(8))
      this.#requireAlive(number, path)
      await sync()
    }
    return file
  }

  /** The machine stops, and comes back with what chance leaves of its disk. */
  crash(): void {
    this.end()
    this.#still.clear()
    this.files.restart(this.random)
  }

  /** The process ends without a word. */
  end(): void {
    const { ssc } = this.#life ?? {}
    this.#life = undefined
    this.#number++
    void ssc?.stop().catch(() => {})
  }

  /** Stop in good order. One that fails meanwhile is started again: somebody who stood still may go on at any time. */
  async stop(): Promise<void> {
    for (let life = this.#life; life !== undefined; life = this.#life) {
      if (life.failure === undefined) {
        this.#life = undefined
        await life.ssc.stop({ graceful: true })
        await turn()
      }
      if (life.failure !== undefined) await this.#restart(life.failure)
    }
  }

  /** A second goes by, in which things happen unless it is quiet; false when the machine crashed. */
  async second(isQuiet = false): Promise<boolean> {
    for (let left = 1000; left > 0; ) {
      const step = Math.min(left, 1 + this.random.below(700))
      // At the tick itself, what comes could belong to either batch.
      if (!isQuiet && this.random.below(2) === 0 && this.clock.now() % 1000 !== 0) await this.happen()
      if (this.files.hasCrashed) return false
      this.clock.advance(step)
      left -= step
      // Now and then the next thing happens while a batch is made.
      const isHasty = this.random.below(4) === 0
      const hasty = isHasty ? this.random.below(6) : SOME_TURNS
      const idle = isHasty || !this.waits ? turns(hasty) : this.#life?.ssc.idle()
      if (this.#life !== undefined && idle !== undefined && !(await this.orCrash(idle))) return false
      if (this.#life?.failure !== undefined && !(await this.#restart(this.#life.failure))) return false
    }
    return true
  }

  async #restart(failure: unknown): Promise<boolean> {
    if (!this.isForgiven(failure)) throw failure
    this.end()
    return this.start()
  }

  #take(output: string, time: number, value: readonly unknown[]): void {
    const key = `${output} ${time}`
    const [text, before] = [JSON.stringify(this.told(output, value)), this.seen.get(key)]
    if (before !== undefined) this.repeated++
    if (before !== undefined && before !== text) this.wrong ??= `${key} was ${before} and then ${text}`
    this.seen.set(key, text)
  }

  /** True when `work` comes to its end, false when the machine crashes before. */
  protected async orCrash(work: Promise<unknown>): Promise<boolean> {
    let [ended, failure] = [false, undefined as unknown]
    const end = (error?: unknown): void => {
      ended = true
      failure = error
    }
    work.then(() => end(), end)
    for (let turns = 0; !ended; turns++) {
      if (this.files.hasCrashed || (this.#life?.failure !== undefined && turns > 50)) break
      // Who waits for room on a disk waits by the clock.
      if (!this.waits && turns % 100 === 99) this.clock.advance(500)
      if (turns > 5000) throw new Error(`it hangs:\n${this.log.slice(-20).join('\n')}`)
      await turn()
    }
    if (this.files.hasCrashed) return false
    if (failure !== undefined) throw failure
    return true
  }
}

/** In these a batch is done, unless something keeps it waiting. */
const SOME_TURNS = 60

async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await turn()
}

const MOST_CRASHES = 60

/** Lives of chance: crashes at any call of the disk, also while it starts, and pauses. Answers how many crashes there were. */
export async function lives(machine: Machine, random: Random, seconds: number): Promise<number> {
  let crashes = 0
  const crashAfter = (calls: number): void => {
    const from = machine.files.operations
    machine.files.fail(({ number }) => (number - from >= calls ? { kind: 'crash' } : undefined))
  }
  const start = async (calls: number): Promise<void> => {
    crashAfter(calls)
    while (!(await machine.start())) {
      crashes++
      machine.crash()
    }
  }
  const never = Number.POSITIVE_INFINITY
  await start(random.below(3) === 0 ? random.below(30) : never)
  for (let passed = 0; passed < seconds; ) {
    // Each time that something goes wrong there is more to be made up for; in the end it must come to it.
    crashAfter(crashes < MOST_CRASHES ? random.below(machine.longest) : never)
    while (passed < seconds && (await machine.second())) passed++
    if (!machine.files.hasCrashed) break
    crashes++
    machine.crash()
    for (let pause = random.below(3); pause > 0; pause--) await machine.second()
    await start(crashes < MOST_CRASHES && random.below(3) === 0 ? random.below(30) : never)
  }
  machine.files.fail(() => undefined)
  await machine.second(true)
  await machine.stop()
  machine.check()
  return crashes
}
