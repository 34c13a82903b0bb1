import assert from 'node:assert/strict'
import type { StreamingContext } from '../../src/index.ts'
import type { Random } from '../../src/kernel/random.ts'
import { lettersOf } from '../../src/streaming/letters/letter-folders.ts'
import { recordOf } from '../../src/streaming/letters/letter-record.ts'
import { DIRECTORY, Machine, type Take } from './machine.ts'

/** A program that fails on some of the lines that come to it, and keeps them as letters. */
export class Letters extends Machine {
  readonly #good: string[] = []
  readonly #bad: string[] = []
  #files = 0
  #lines = 0

  constructor(random: Random) {
    super(random, { 'millstream.batch.onFailure': 'dead-letter', 'spark.task.maxFailures': '1' })
  }

  protected override program(ssc: StreamingContext, take: Take): void {
    const lines = ssc.textFileStream('/in', { newFilesOnly: false })
    const sums = lines
      .map((line): readonly [string, number] => {
        const [key = '', value = ''] = line.split(' ')
        if (value.startsWith('bad')) throw new Error(`no number: ${value}`)
        return [key, Number(value)]
      })
      .updateStateByKey((values: number[], sum: number | undefined) => values.reduce((a, b) => a + b, sum ?? 0))
    sums.foreachRDD(async (rdd, time) => take('sums', time.milliseconds, (await rdd.collect()).sort()))
    lines.foreachRDD(async (rdd, time) => take('lines', time.milliseconds, await rdd.collect()))
  }

  protected override async happen(): Promise<void> {
    const { random } = this
    const lines = Array.from({ length: random.below(6) }, () => {
      const key = 'abc'[random.below(3)]
      const isBad = random.below(4) === 0
      const line = `${key} ${isBad ? 'bad' : ''}${this.#lines++}`
      ;(isBad ? this.#bad : this.#good).push(line)
      return line
    })
    const path = `/in/f${String(this.#files++).padStart(5, '0')}`
    await this.files.durably(path, Buffer.from(lines.map((line) => `${line}\n`).join('')), this.clock.now())
  }

  override check(): void {
    if (this.wrong !== undefined) throw new Error(this.wrong)
    const read = [...this.seen].filter(([key]) => key.startsWith('lines ')).flatMap(([, text]) => JSON.parse(text))
    assert.deepEqual(read.sort(), this.#good.toSorted())
    const letters = lettersOf(this.files, DIRECTORY)
    assert.deepEqual(letters.map(({ record }) => recordOf(record, '')).sort(), this.#bad.toSorted())
    assert.equal(new Set(letters.map(({ id }) => id)).size, letters.length)
    const sums = new Map<string, number>()
    for (const [key, value] of this.#good.map((line) => line.split(' ')))
      sums.set(key as string, (sums.get(key as string) ?? 0) + Number(value))
    const last = [...this.seen].filter(([key]) => key.startsWith('sums ')).at(-1)?.[1] ?? '[]'
    assert.deepEqual(new Map(JSON.parse(last)), sums)
  }
}
