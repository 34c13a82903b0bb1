import { Receiver, StateSpec, type StreamingContext } from '../../src/index.ts'
import type { Random } from '../../src/kernel/random.ts'
import { Machine, type Take } from './machine.ts'

/** A receiver that is handed its blocks by the test. */
class Hand extends Receiver<string> {
  override onStart(): void {}
  override onStop(): void {}
}

/**
 * A machine to whose program records come from a source that sends each until it is acknowledged: one that was acknowledged
 * must come out exactly once, one that was not at most once.
 */
export class Acked extends Machine {
  #hand: Hand | undefined
  readonly #acked = new Set<string>()
  readonly #sent = new Set<string>()
  /** Whether its program has no window: then it is started and crashes in half the time. */
  readonly #isBrief: boolean

  constructor(random: Random, isBrief = false) {
    super(random, { 'spark.streaming.receiver.writeAheadLog.enable': 'true' })
    this.#isBrief = isBrief
    if (isBrief) this.longest = 30
  }

  protected override program(ssc: StreamingContext, take: Take): void {
    const hand = new Hand()
    this.#hand = hand
    const records = ssc.receiverStream(hand)
    records.foreachRDD(async (rdd, time) => take('records', time.milliseconds, await rdd.collect()))
    records
      .map((record) => [record.slice(0, 1), 1] as const)
      .mapWithState(
        StateSpec.function((key: string, _one: number | undefined, state) => {
          const count = ((state.getOption() as number | undefined) ?? 0) + 1
          state.update(count)
          return `${key}${count}`
        }),
      )
      .foreachRDD(async (rdd, time) => take('numbered', time.milliseconds, await rdd.collect()))
    if (this.#isBrief) return
    records.window(3000, 1000).foreachRDD(async (rdd, time) => take('window', time.milliseconds, await rdd.collect()))
  }

  protected override async happen(): Promise<void> {
    const hand = this.#hand
    if (hand === undefined || !this.isRunning) return
    const records = Array.from({ length: 1 + this.random.below(3) }, () => {
      const record = `${'abc'[this.random.below(3)]}-${this.#sent.size}`
      this.#sent.add(record)
      return record
    })
    const stored = hand.storeBlock(records).then(() => {
      if (!this.files.hasCrashed) for (const record of records) this.#acked.add(record)
    })
    // Some are waited for, some are on their way when the batch ends.
    if (this.random.below(2) === 0 && this.waits) await this.orCrash(stored.catch(() => {}))
    else stored.catch(() => {})
  }

  override check(): void {
    if (this.wrong !== undefined) throw new Error(this.wrong)
    const [seen, counts] = [new Set<string>(), new Map<string, number>()]
    const batches = this.#of('records')
    for (const [time, records] of batches) {
      const window = [2000, 1000, 0].flatMap((back) => batches.get(time - back) ?? [])
      if (!this.#isBrief) this.#same(`window ${time}`, window)
      const numbered: string[] = []
      for (const record of records) {
        if (seen.has(record)) throw new Error(`${record} came out twice`)
        seen.add(record)
        const key = record.slice(0, 1)
        counts.set(key, (counts.get(key) ?? 0) + 1)
        numbered.push(`${key}${counts.get(key)}`)
      }
      this.#same(`numbered ${time}`, numbered)
    }
    for (const record of this.#acked) if (!seen.has(record)) throw new Error(`${record} was acknowledged and is lost`)
    for (const record of seen) if (!this.#sent.has(record)) throw new Error(`${record} was never sent`)
  }

  #of(output: string): Map<number, string[]> {
    const found = [...this.seen].flatMap(([key, text]) => {
      const [name, time] = key.split(' ')
      return name === output ? [[Number(time), JSON.parse(text) as string[]] as const] : []
    })
    return new Map(found.sort(([a], [b]) => a - b))
  }

  #same(key: string, due: readonly string[]): void {
    if (this.seen.get(key) !== JSON.stringify(due))
      throw new Error(`${key} is ${this.seen.get(key)} and not ${JSON.stringify(due)}`)
  }
}
