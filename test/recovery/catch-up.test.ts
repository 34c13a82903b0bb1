import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SparkConf, StateSpec, type StopReport, StreamingContext, seconds } from '../../src/index.ts'
import { turn } from '../../src/kernel/clock/system.ts'
import { LineLogger } from '../../src/kernel/log.ts'
import { MemoryFiles } from '../../src/storage/memory-files.ts'
import { ManualClock } from '../../src/testing/index.ts'
import { nodeProcesses } from '../../src/workers/node-processes.ts'

type CatchUp = 'replay' | 'coalesce' | 'skip'

/** A disk, a clock, and what programs made on them. */
class World {
  readonly clock = new ManualClock(300)
  readonly files = new MemoryFiles(this.clock)
  readonly log: string[] = []
  /** By output and batch. */
  readonly seen = new Map<string, unknown>()
  /** The batch whose last output does not end before the program does. */
  stuckAt = 0
  #release: () => void = () => {}
  ssc: StreamingContext | undefined

  write(name: string, ...lines: string[]): void {
    const file = this.files.create(`/in/${name}`)
    file.append(Buffer.from(lines.map((line) => `${line}\n`).join('')))
    file.close()
  }

  async start(catchUp: CatchUp): Promise<StreamingContext> {
    await this.files.makeDirectory('/in')
    const ssc = StreamingContext.getOrCreate('/state', () => this.#create(catchUp))
    this.ssc = ssc
    await ssc.start()
    return ssc
  }

  #create(catchUp: CatchUp): StreamingContext {
    const conf = new SparkConf()
      .set('spark.driver.allowMultipleContexts', true)
      .set('millstream.checkpoint.catchUp', catchUp)
    const { clock, files } = this
    const logger = new LineLogger((line) => void this.log.push(line))
    const processes = { ...nodeProcesses, isRunning: () => false }
    const ssc = new StreamingContext({ conf, environment: { clock, files, logger, processes } }, seconds(1))
    this.#program(ssc)
    return ssc
  }

  #program(ssc: StreamingContext): void {
    const take = (output: string) => async (rdd: { collect(): Promise<unknown[]> }, time: { milliseconds: number }) =>
      void this.seen.set(`${output} ${time.milliseconds}`, (await rdd.collect()).sort())
    const lines = ssc.textFileStream('/in', { newFilesOnly: false })
    const pairs = lines.map((line): readonly [string, number] => [line.slice(0, 1), Number(line.slice(1))])
    lines.foreachRDD(take('lines'))
    lines.window(seconds(3), seconds(2)).foreachRDD(take('window'))
    pairs
      .updateStateByKey((values: number[], sum: number | undefined) => values.reduce((a, b) => a + b, sum ?? 0))
      .foreachRDD(take('sums'))
    pairs
      .mapWithState(
        StateSpec.function((key: string, value: number | undefined, state: any) => {
          const sum = ((state.getOption() as number | undefined) ?? 0) + (value ?? 0)
          state.update(sum)
          return `${key}${sum}`
        }),
      )
      .foreachRDD(take('mapped'))
    pairs
      .reduceByKeyAndWindow(
        (a, b) => a + b,
        (a, b) => a - b,
        seconds(5),
        seconds(1),
        undefined,
        ([, sum]) => sum !== 0,
      )
      .foreachRDD(take('inverse'))
    pairs.reduceByKeyAndWindow(Math.max, seconds(6), seconds(1)).foreachRDD(take('max'))
    lines.foreachRDD(async (_rdd, time) => {
      if (time.milliseconds !== this.stuckAt) return
      await new Promise<void>((resolve) => {
        this.#release = resolve
      })
      throw new Error('the program has ended')
    })
  }

  async second(): Promise<void> {
    this.clock.advance(1000)
    await this.ssc?.idle()
  }

  /** End at once, whatever runs. */
  async end(): Promise<StopReport> {
    const stopped = this.ssc?.stop()
    this.#release()
    this.ssc = undefined
    return stopped as Promise<StopReport>
  }
}

/** What is right when batches at `times` get these lines, one after another, and there are no others. */
function model(times: readonly number[], batches: Readonly<Record<number, readonly string[]>>): Map<string, unknown> {
  const right = new Map<string, unknown>()
  const sums = new Map<string, number>()
  const within = (time: number, length: number): (readonly [string, number])[] =>
    times
      .filter((t) => t > time - length && t <= time)
      .flatMap((t) => batches[t] ?? [])
      .map((line) => [line.slice(0, 1), Number(line.slice(1))] as const)
  const folded = (pairs: readonly (readonly [string, number])[], f: (a: number, b: number) => number): unknown[] => {
    const all = new Map<string, number>()
    for (const [key, value] of pairs) all.set(key, all.has(key) ? f(all.get(key) as number, value) : value)
    return [...all].sort()
  }
  for (const time of times) {
    const lines = batches[time] ?? []
    const mapped = lines.map((line) => {
      const key = line.slice(0, 1)
      sums.set(key, (sums.get(key) ?? 0) + Number(line.slice(1)))
      return `${key}${sums.get(key)}`
    })
    right.set(`lines ${time}`, [...lines].sort())
    if (time % 2000 === 0)
      right.set(
        `window ${time}`,
        within(time, 3000)
          .map(([key, value]) => `${key}${value}`)
          .sort(),
      )
    right.set(`sums ${time}`, [...sums].sort())
    right.set(`mapped ${time}`, mapped.sort())
    right.set(
      `inverse ${time}`,
      folded(within(time, 5000), (a, b) => a + b),
    )
    right.set(`max ${time}`, folded(within(time, 6000), Math.max))
  }
  return right
}

const timesTo = (last: number, from = 1000): number[] =>
  Array.from({ length: (last - from) / 1000 + 1 }, (_, i) => from + i * 1000)

const sorted = (all: ReadonlyMap<string, unknown>): unknown[] => [...all].sort(([a], [b]) => (a < b ? -1 : 1))

/** Two lives: three batches, a pause in which files come, and three more; then a third life at once. */
async function lives(catchUp: CatchUp, { pause = 9, stuckAt = 0 } = {}): Promise<World> {
  const world = new World()
  world.stuckAt = stuckAt
  await world.start(catchUp)
  world.write('a', 'x1', 'y2')
  world.clock.advance(700)
  await world.ssc?.idle()
  world.write('b', 'x3')
  await world.second()
  world.write('c', 'y4')
  world.clock.advance(1000)
  if (stuckAt === 0) await world.ssc?.idle()
  else for (let i = 0; i < 50; i++) await turn()
  await world.end()
  world.stuckAt = 0
  // Restart in the middle of a second.
  world.clock.advance(3000 + 1500 - world.clock.now())
  world.write('d', 'x10', 'z1')
  world.clock.advance(pause * 500)
  world.write('e', 'z2')
  world.clock.advance(3000 + pause * 1000 + 600 - world.clock.now())
  await world.start(catchUp)
  await world.ssc?.idle()
  world.write('f', 'x5')
  await world.second()
  await world.second()
  await world.end()
  await world.start(catchUp)
  world.write('g', 'y1')
  await world.second()
  await world.second()
  await world.end()
  return world
}

const BEFORE = { 1000: ['x1', 'y2'], 2000: ['x3'], 3000: ['y4'] }
const AFTER = { 13000: ['x5'], 15000: ['y1'] }

test('replay: each missed batch is made in order, with what came in its time', async () => {
  const { seen } = await lives('replay')
  const right = model(timesTo(16_000), { ...BEFORE, 5000: ['x10', 'z1'], 9000: ['z2'], ...AFTER })
  assert.deepEqual(sorted(seen), sorted(right))
})

test('coalesce: the newest missed batch has all that came, and there are no others', async () => {
  const { seen, log } = await lives('coalesce')
  const times = [...timesTo(3000), ...timesTo(16_000, 12_000)]
  assert.deepEqual(sorted(seen), sorted(model(times, { ...BEFORE, 12000: ['x10', 'z1', 'z2'], ...AFTER })))
  assert.deepEqual(
    log.filter((line) => line.startsWith('WARN')),
    [],
  )
})

test('skip: what files brought meanwhile is left out, and said', async () => {
  const { seen, log } = await lives('skip')
  const times = [...timesTo(3000), ...timesTo(16_000, 12_000)]
  assert.deepEqual(sorted(seen), sorted(model(times, { ...BEFORE, ...AFTER })))
  assert.match(
    log.filter((line) => line.startsWith('WARN')).join('\n'),
    /^WARN textFileStream \(catch-up\.test\.ts:\d+\) leaves out 2 of what came while nobody ran, as catchUp says: skip$/,
  )
})

for (const catchUp of ['coalesce', 'skip'] as const)
  test(`${catchUp}: a batch that was decided is made again as it was, and only those after it are one`, async () => {
    const { seen } = await lives(catchUp, { stuckAt: 3000 })
    const times = [...timesTo(3000), ...timesTo(16_000, 12_000)]
    const came = catchUp === 'skip' ? {} : { 12000: ['x10', 'z1', 'z2'] }
    assert.deepEqual(sorted(seen), sorted(model(times, { ...BEFORE, ...came, ...AFTER })))
  })

test('weeks of batches are made up for as there is room, and a stop in between says what is left', async () => {
  const world = new World()
  await world.start('replay')
  world.clock.advance(700)
  await world.ssc?.idle()
  await world.end()
  const weeks = 3 * 7 * 86_400
  world.clock.advance(weeks * 1000)
  await world.start('replay')
  for (let i = 0; i < 20; i++) await turn()
  const report = await world.end()
  assert.ok(report.batchesCompleted > 10, `${report.batchesCompleted} completed`)
  assert.ok((report.left?.batches.length ?? 0) <= 256)
  assert.equal(report.batchesLeft + report.batchesCompleted, weeks)
  assert.equal(report.left?.due?.last, (weeks + 1) * 1000)
})
