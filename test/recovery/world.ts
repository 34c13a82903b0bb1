import type { StreamingContext } from '../../src/index.ts'
import type { Random } from '../../src/kernel/random.ts'
import { Machine, ON_PURPOSE, type Take } from './machine.ts'
import { model, type Pair, program, texts, windows } from './program.ts'

type Parts = 'all' | 'windows' | 'failing'

/**
 * A machine to whose program files come from another one, some of them with a time that is past. In which batch a file is,
 * the program decides; what must come of that is known.
 */
export class World extends Machine {
  readonly #written: Pair[] = []
  /** All of the program, or only what has no state, or all of it with an output that fails now and then. */
  readonly #parts: Parts
  #files = 0

  constructor(random: Random, settings = {}, parts: Parts = 'all') {
    super(random, settings)
    this.#parts = parts
  }

  protected override program(ssc: StreamingContext, take: Take): void {
    if (this.#parts === 'windows') {
      windows(ssc, take)
      return
    }
    if (this.#parts === 'failing')
      ssc.queueStream<number>([]).foreachRDD(() => {
        if (this.random.below(30) === 0) throw new Error(ON_PURPOSE)
      })
    program(ssc, take)
    if (this.#parts === 'failing')
      ssc.queueStream<number>([]).foreachRDD((_rdd, time) => {
        if (this.random.below(30) === 0) throw new Error(ON_PURPOSE)
        take('last', time.milliseconds, [])
      })
  }

  protected override async happen(): Promise<void> {
    const { random, clock } = this
    const pairs = Array.from(
      { length: random.below(5) },
      () => [`${'abcdefgh'[random.below(8)]}${random.below(10)}`, random.below(100)] as const,
    )
    const path = `/in/f${String(this.#files++).padStart(5, '0')}`
    const changed = clock.now() - random.below(3) * random.below(2000)
    await this.files.durably(path, Buffer.from(pairs.map(([key, value]) => `${key} ${value}\n`).join('')), changed)
    this.#written.push(...pairs)
  }

  /** The order of a window's keys depends on where it began; all else comes in the same order. */
  protected override told(output: string, value: readonly unknown[]): readonly unknown[] {
    return output === 'window max' ? value.toSorted() : value
  }

  override check(): void {
    if (this.wrong !== undefined) throw new Error(this.wrong)
    const batches = new Map<number, Pair[]>()
    for (const [key, text] of this.seen)
      if (key.startsWith('pairs ')) batches.set(Number(key.slice('pairs '.length)), JSON.parse(text))
    const read = texts([...batches.values()].flat())
    if (read !== texts(this.#written)) throw new Error(`${texts(this.#written)} was written and ${read} was read`)
    const right = model(Math.min(...batches.keys()) - 1000, Math.floor(this.clock.now() / 1000) * 1000, batches)
    if (this.#parts === 'failing') for (const time of batches.keys()) right.set(`last ${time}`, '')
    for (const [key, due] of right) {
      if (this.#parts === 'windows' && !/^(?:pairs|window) \d/.test(key)) continue
      const seen = this.seen.get(key)
      if (seen === undefined) throw new Error(`${key} never came out, which is ${due}`)
      if (texts(JSON.parse(seen)) !== due) throw new Error(`${key} is ${texts(JSON.parse(seen))} and not ${due}`)
    }
    for (const key of this.seen.keys()) if (!right.has(key)) throw new Error(`${key} should not be`)
  }
}

/** A world whose program has another number of partitions at each start: its states are laid out anew. */
export class ChangingWorld extends World {
  protected override settingsNow(): Readonly<Record<string, string>> {
    return { 'spark.default.parallelism': String(1 + this.random.below(3)) }
  }

  /** Partitions come in another order. */
  protected override told(output: string, value: readonly unknown[]): readonly unknown[] {
    if (output === 'pairs') return value
    return value.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
  }
}
