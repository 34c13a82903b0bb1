import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type DeadLetter,
  type DStream,
  type RDD,
  SparkConf,
  StateSpec,
  StreamingContext,
  seconds,
} from '../../src/index.ts'
import { LineLogger } from '../../src/kernel/log.ts'
import { MemoryFiles } from '../../src/storage/memory-files.ts'
import { lettersOf } from '../../src/streaming/letters/letter-folders.ts'
import { recordOf } from '../../src/streaming/letters/letter-record.ts'
import { ManualClock, memoryStream } from '../../src/testing/index.ts'

const DIRECTORY = '/letters'

interface Outcome {
  /** What the output had of each batch, sorted. */
  readonly batches: readonly (readonly unknown[])[]
  readonly letters: readonly DeadLetter[]
  readonly told: number
  readonly log: readonly string[]
  readonly error: unknown
}

/** Run batches through a program whose last stream is collected. */
async function outcome(
  batches: readonly (readonly string[])[],
  operate: (lines: DStream<string>, ssc: StreamingContext) => DStream<any>,
  settings: Readonly<Record<string, string | number>> = {},
): Promise<Outcome> {
  const clock = new ManualClock(0)
  const files = new MemoryFiles(clock)
  const log: string[] = []
  const conf = new SparkConf()
    .set('spark.driver.allowMultipleContexts', true)
    .set('millstream.batch.onFailure', 'dead-letter')
    .set('millstream.deadLetters.directory', DIRECTORY)
    .setAll(Object.entries(settings))
  const logger = new LineLogger((line) => void log.push(line))
  const ssc = new StreamingContext({ appName: 'letters', conf, environment: { clock, files, logger } }, seconds(1))
  const input = memoryStream<string>(ssc)
  input.push(...batches)
  const got: unknown[][] = []
  operate(input.stream, ssc).foreachRDD(async (rdd) => void got.push((await rdd.collect()).sort()))
  let told = 0
  let error: unknown
  ssc.addStreamingListener({
    onDeadLetters({ letters }) {
      told += letters.length
    },
  })
  ssc.awaitTermination().catch((failure) => {
    error = failure
  })
  await ssc.start()
  for (const _ of batches) {
    clock.advance(1000)
    await ssc.idle()
  }
  await ssc.stop()
  return { batches: got, letters: lettersOf(files, DIRECTORY), told, log, error }
}

const number = (text: string): number => {
  const n = Number(text)
  if (Number.isNaN(n)) throw new RangeError(`no number: ${text}`)
  return n
}

const recordsOf = (letters: readonly DeadLetter[]): unknown[] => letters.map(({ record }) => recordOf(record, 'test'))

test('records that a function throws on are left out, and kept with all that is known of them', async () => {
  const { batches, letters, told, log, error } = await outcome([['1', 'x', '3', 'y'], ['4']], (lines) =>
    lines.map(number).map((n) => n * 2),
  )
  assert.equal(error, undefined)
  assert.deepEqual(batches, [[2, 6], [8]])
  assert.equal(told, 2)
  assert.deepEqual(recordsOf(letters), ['x', 'y'])
  const [{ id, error: cause, operator, since, ...first }] = letters as [DeadLetter]
  assert.match(id, /^[0-9a-f]{12}$/)
  assert.match(operator, /^map \(dead-letters\.test\.ts:\d+\)$/)
  assert.equal(since, 1000)
  assert.equal(cause.code, 'E_USER_FUNCTION')
  assert.equal(cause.message, 'RangeError: no number: x')
  assert.match(cause.stack, /^RangeError: no number: x\n {4}at number .*dead-letters\.test\.ts/)
  assert.deepEqual(first, {
    job: 'letters',
    batchTime: 1000,
    failedIn: { batchTime: 1000, output: 'foreachRDD-0' },
    source: { name: 'memoryStream-0', kind: 'memoryStream', partition: 0, partitions: 2, index: 1 },
    record: { encoding: 'utf8', bytes: Uint8Array.from([120]), length: 1, isCut: false },
    runs: 1,
  })
  assert.match(
    log.find((line) => line.includes('left out')) ?? '',
    /^WARN foreachRDD \(dead-letters\.test\.ts:\d+\) of batch 1000 ms failed on 1 records, which are left out and kept in \/letters \([0-9a-f]{12}: map \(dead-letters\.test\.ts:\d+\): RangeError: no number: x\)$/,
  )
})

type Row = readonly [
  what: string,
  operate: (lines: DStream<string>, ssc: StreamingContext) => DStream<any>,
  batches: readonly (readonly string[])[],
  right: readonly (readonly unknown[])[],
  left: readonly unknown[],
]

const pairs = (lines: DStream<string>): DStream<readonly [string, number]> =>
  lines.map((line): readonly [string, number] => [line.slice(0, 1), Number(line.slice(1))])

const refuse = (n: number): number => {
  if (n === 13) throw new Error('13')
  return n
}

const ROWS: readonly Row[] = [
  [
    'flatMap',
    (lines) => lines.flatMap((l) => (l === 'x' ? number(l) : l) as string),
    [['ab', 'x']],
    [['a', 'b']],
    ['x'],
  ],
  [
    'a generator that throws after its first item',
    (lines) =>
      lines.flatMap(function* (l) {
        yield l
        yield number(l)
      }),
    [['1', 'x']],
    [['1', 1]],
    ['x'],
  ],
  [
    'a function of whole partitions',
    (lines) => lines.mapPartitions((all) => [...all].map(number)),
    [['1', 'x', '3', '4', 'y']],
    [[1, 3, 4]],
    ['x', 'y'],
  ],
  [
    'a combine function on the map side',
    (lines) => pairs(lines).reduceByKey((a, b) => a + refuse(b)),
    [['a1', 'a13', 'b13', 'a2']],
    [
      [
        ['a', 3],
        ['b', 13],
      ],
    ],
    ['a13'],
  ],
  [
    'a step behind a shuffle: the record that makes the sum',
    (lines) =>
      pairs(lines)
        .reduceByKey((a, b) => a + b)
        .mapValues(refuse),
    [['a6', 'b13', 'a7', 'c1']],
    [
      [
        ['a', 6],
        ['c', 1],
      ],
    ],
    ['b13', 'a7'],
  ],
  [
    'a comparison',
    (lines) =>
      lines.transform((rdd) =>
        rdd.sortBy(
          (l) => l,
          true,
          1,
          (a, b) => number(a) - number(b),
        ),
      ),
    [['3', 'x', '1']],
    [['1', '3']],
    ['x'],
  ],
  [
    'updateStateByKey',
    (lines) =>
      pairs(lines).updateStateByKey((values: number[], sum: number | undefined) =>
        values.map(refuse).reduce((a, b) => a + b, sum ?? 0),
      ),
    [['a1'], ['a13', 'a2', 'b1'], ['a3']],
    [
      [['a', 1]],
      [
        ['a', 3],
        ['b', 1],
      ],
      [
        ['a', 6],
        ['b', 1],
      ],
    ],
    ['a13'],
  ],
  [
    'mapWithState',
    (lines) =>
      pairs(lines).mapWithState(
        StateSpec.function((key: string, value: number | undefined, state: any) => {
          const sum = ((state.getOption() as number | undefined) ?? 0) + refuse(value ?? 0)
          state.update(sum)
          return `${key}${sum}`
        }),
      ),
    [['a1', 'b2'], ['a13', 'a2'], ['a3']],
    [['a1', 'b2'], ['a3'], ['a6']],
    ['a13'],
  ],
  [
    'a window that looks back on what nobody has read before',
    (lines) => lines.window(seconds(2), seconds(2)).map(number),
    [['1', 'x'], ['2'], ['3'], ['y']],
    [[1, 2], [3]],
    ['x', 'y'],
  ],
  [
    'what is persisted in between',
    (lines) =>
      lines
        .map((l) => l.trim())
        .cache()
        .map(number),
    [['1', ' x']],
    [[1]],
    [' x'],
  ],
  ['an async function', (lines) => lines.mapAsync(async (l) => number(l)), [['1', 'x', '2']], [[1, 2]], ['x']],
]

for (const [what, operate, input, right, left] of ROWS)
  test(`left out: ${what}`, async () => {
    const { batches, letters, error, log } = await outcome(input, operate)
    assert.equal(error, undefined, log.join('\n'))
    assert.deepEqual(batches, right)
    assert.deepEqual(recordsOf(letters), left)
  })

test('every output operation leaves the same records out, and one that was done is not run again', async () => {
  const runs: string[] = []
  const { batches, letters } = await outcome([['1', 'x', '2']], (lines) => {
    lines.foreachRDD(async (rdd: RDD<string>) => void runs.push((await rdd.collect()).join()))
    lines.map(number).foreachRDD(async (rdd) => void runs.push(String(await rdd.sum())))
    return lines
  })
  assert.deepEqual(runs, ['1,x,2', '3'])
  assert.deepEqual(batches, [['1', '2']])
  assert.equal(letters.length, 1)
})

test('looking for records counts nothing in accumulators', async () => {
  const values: number[] = []
  await outcome([['1', 'x', '2']], (lines, ssc) => {
    const seen = ssc.sparkContext.longAccumulator()
    lines.foreachRDD(async (rdd: RDD<string>) => {
      await rdd.coalesce(1).foreach((l) => {
        number(l)
        seen.add(1)
      })
      values.push(seen.value)
    })
    return lines
  })
  assert.deepEqual(values, [2])
})

test('a function that acts on the outside is not called while the one before it is looked into', async () => {
  const written: number[] = []
  await outcome(
    [['1', 'x', '2', '3']],
    (lines) => {
      lines.map(number).foreachRDD((rdd: RDD<number>) => rdd.coalesce(1).foreach((n) => void written.push(n)))
      return lines
    },
    { 'spark.task.maxFailures': 1 },
  )
  assert.deepEqual(written, [1, 1, 2, 3])
})

test('more records than are to be left out fail the batch', async () => {
  const bad = Array.from({ length: 6 }, (_, i) => `x${i}`)
  const { batches, letters, error, log } = await outcome(
    [['1', ...bad], ['2']],
    (lines) => lines.repartition(1).map(number),
    {
      'millstream.deadLetters.max': 5,
    },
  )
  assert.match(String(error), /E_USER_FUNCTION at map .*no number: x0/)
  assert.deepEqual([batches, letters], [[], []])
  assert.match(log.join('\n'), /failed and there are more than 5 records that it fails on, so the batch fails/)
})

test('what no record is to blame for fails the batch', async () => {
  const driver = await outcome([['1'], ['2']], (lines) =>
    lines.transform(() => {
      throw new Error('the driver')
    }),
  )
  assert.match(String(driver.error), /the driver/)
  const always = await outcome([['1'], ['2']], (lines) =>
    lines.mapPartitions(() => {
      throw new Error('always')
    }),
  )
  assert.match(String(always.error), /always/)
  assert.match(always.log.join('\n'), /failed and it fails without any record as well, so the batch fails/)
  assert.deepEqual([driver.letters, always.letters, driver.batches, always.batches], [[], [], [], []])
})

test('what does not fail again is run once more', async () => {
  let calls = 0
  const { batches, letters } = await outcome(
    [['1']],
    (lines) =>
      lines.map((l) => {
        if (++calls === 1) throw new Error('once')
        return l
      }),
    { 'spark.task.maxFailures': 1 },
  )
  assert.deepEqual([batches, letters], [[['1']], []])
})

test('bytes and values are kept, and long ones are cut', async () => {
  const values = [new Uint8Array([1, 2, 3]), { a: [1n] }, 'é'.repeat(50), () => 1]
  const { letters } = await outcome(
    [['0', '1', '2', '3']],
    (lines) => {
      const ssc = lines.context
      const other = memoryStream<unknown>(ssc, { partitions: 1 })
      other.push(values)
      other.stream.map(() => number('x')).foreachRDD((rdd) => rdd.count())
      return lines
    },
    { 'millstream.deadLetters.recordBytes': 40 },
  )
  assert.deepEqual(
    letters.map(({ record: { encoding, length, isCut } }) => [encoding, length, isCut]),
    [
      ['bytes', 3, false],
      ['value', letters[1]?.record.length, false],
      ['utf8', 100, true],
      ['shown', letters[3]?.record.length, false],
    ],
  )
  assert.deepEqual(recordsOf(letters).slice(0, 2), values.slice(0, 2))
})

test('without a place for letters the program is not started', async () => {
  await assert.rejects(
    outcome([], (lines) => lines, { 'millstream.deadLetters.directory': '' }),
    {
      message:
        'CONFIG_SETTING: millstream.batch.onFailure is dead-letter and there is no place for letters. ' +
        'Set millstream.deadLetters.directory, or give the program a directory for checkpoints.',
    },
  )
})
