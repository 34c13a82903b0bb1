import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import {
  type DStream,
  type Partitioner,
  type State,
  StateSpec,
  type StreamingContext,
  type Time,
} from '../../src/index.ts'
import { LineLogger } from '../../src/kernel/log.ts'
import { TestRun } from '../../src/testing/index.ts'
import { anonymous, type Row, row as tableRow } from './row.ts'
import { MODES } from './thrown-crossing.ts'
import { THINGS } from './thrown-things.ts'

/** What a stream's program is given: every batch holds `[['a', 1], ['a', 2]]` in one partition. */
interface Given {
  readonly pairs: DStream<[string, number]>
  readonly run: TestRun
  readonly ssc: StreamingContext
  /** Throws in every second batch, and only there. */
  readonly fail: () => void
}

/** A stream or what an output operation notes, and what it holds after the n-th batch that did not fail. */
type Program = readonly [stream: DStream<any> | unknown[], good: (n: number) => unknown]

const row: (name: string, program: (given: Given) => Program, message: string) => Row<Given> = tableRow

/** Keeps what was logged about batches, errors as they are. */
class Failures extends LineLogger {
  readonly errors: unknown[] = []
  constructor() {
    super(() => {})
  }
  override error(_message: string, error?: unknown): void {
    this.errors.push(error)
  }
}

/** One run a row and mode: batches that fail, each by another thing, take turns with batches that must be right. */
function fails(rows: readonly Row<Given>[]): void {
  const source = readFileSync(fileURLToPath(import.meta.url), 'utf8').split('\n')
  for (const { mode, codegen } of MODES)
    rows.forEach(({ name, program, message, line }, i) => {
      test(`${name} [${mode}]`, async () => {
        const logger = new Failures()
        const conf = { 'millstream.codegen': codegen, 'spark.task.maxFailures': 1 }
        await using run = new TestRun({ conf, partitions: 1, environment: { logger } })
        const armed: unknown[] = []
        const fail = (): void => {
          if (armed.length > 0) throw armed[0]
        }
        const batch: [string, number][] = [
          ['a', 1],
          ['a', 2],
        ]
        const input = run.input<[string, number]>()
        const [made, good] = program({ pairs: input.stream, run, ssc: run.ssc, fail }) as Program
        const seen = Array.isArray(made) ? made : run.collect(made as DStream<any>).batches
        const tick = async (): Promise<void> => {
          input.push(batch)
          await run.tick().catch(() => {})
        }
        let time = 0
        for (const thing of THINGS) {
          await tick()
          assert.deepEqual(logger.errors.splice(0), [], `the batch before ${thing.name}`)
          time += 1000
          assert.deepEqual(seen.at(-1), good(time / 1000), `the batch before ${thing.name}`)
          armed.push(thing.make())
          await tick()
          time += 1000
          const errors = logger.errors.splice(0)
          assert.equal(errors.length, 1, `one failure for ${thing.name}`)
          const error = errors[0] as Error
          const text = anonymous(error, source, line, rows[i + 1]?.line ?? source.length)
          assert.equal(text, message.replace('THROWN', () => thing.text).replace('TIME', String(time)), thing.name)
          assert.ok(Object.is(error.cause, armed.pop()), `${thing.name} is the cause`)
        }
      })
    })
}

const add = (a: number, b: number): number => a + b
const same =
  <T>(value: T) =>
  (): T =>
    value

/** A partitioner of the user's own. */
const partitioner = (getPartition: (key: unknown) => number): Partitioner => ({
  numPartitions: 1,
  getPartition,
  equals: (other) => other.numPartitions === 1,
})

fails([
  row(
    'map',
    ({ pairs, fail }) => [
      pairs.map((x) => {
        fail()
        return x
      }),
      same([
        ['a', 1],
        ['a', 2],
      ]),
    ],
    "E_USER_FUNCTION at map (here): THROWN (record [ 'a', 1 ], partition 0, attempt 1 of 1).",
  ),
  row(
    'filter',
    ({ pairs, fail }) => [
      pairs.filter(() => {
        fail()
        return true
      }),
      same([
        ['a', 1],
        ['a', 2],
      ]),
    ],
    "E_USER_FUNCTION at filter (here): THROWN (record [ 'a', 1 ], partition 0, attempt 1 of 1).",
  ),
  row(
    'flatMap',
    ({ pairs, fail }) => [
      pairs.flatMap((x) => {
        fail()
        return [x]
      }),
      same([
        ['a', 1],
        ['a', 2],
      ]),
    ],
    "E_USER_FUNCTION at flatMap (here): THROWN (record [ 'a', 1 ], partition 0, attempt 1 of 1).",
  ),
  row(
    'flatMap, while what it answered is read',
    ({ pairs, fail }) => [
      pairs.flatMap(function* (x) {
        fail()
        yield x
      }),
      same([
        ['a', 1],
        ['a', 2],
      ]),
    ],
    "E_USER_FUNCTION at flatMap (here): THROWN (record [ 'a', 1 ], partition 0, attempt 1 of 1).",
  ),
  row(
    'mapValues',
    ({ pairs, fail }) => [
      pairs.mapValues((x) => {
        fail()
        return x
      }),
      same([
        ['a', 1],
        ['a', 2],
      ]),
    ],
    "E_USER_FUNCTION at mapValues (here): THROWN (record [ 'a', 1 ], partition 0, attempt 1 of 1).",
  ),
  row(
    'flatMapValues',
    ({ pairs, fail }) => [
      pairs.flatMapValues((x) => {
        fail()
        return [x]
      }),
      same([
        ['a', 1],
        ['a', 2],
      ]),
    ],
    "E_USER_FUNCTION at flatMapValues (here): THROWN (record [ 'a', 1 ], partition 0, attempt 1 of 1).",
  ),
  row(
    'mapPartitions',
    ({ pairs, fail }) => [
      pairs.mapPartitions((records) => {
        fail()
        return records
      }),
      same([
        ['a', 1],
        ['a', 2],
      ]),
    ],
    'E_USER_FUNCTION at mapPartitions (here): THROWN (partition 0, attempt 1 of 1).',
  ),
  row(
    'mapPartitions, while what it answered is read',
    ({ pairs, fail }) => [
      pairs.mapPartitions(function* (records) {
        yield* records
        fail()
      }),
      same([
        ['a', 1],
        ['a', 2],
      ]),
    ],
    'E_USER_FUNCTION at mapPartitions (here): THROWN (partition 0, attempt 1 of 1).',
  ),
  row(
    'mapPartitionsWithIndex',
    ({ pairs, fail }) => [
      pairs.mapPartitionsWithIndex((_, records) => {
        fail()
        return records
      }),
      same([
        ['a', 1],
        ['a', 2],
      ]),
    ],
    'E_USER_FUNCTION at mapPartitionsWithIndex (here): THROWN (partition 0, attempt 1 of 1).',
  ),
  row(
    'mapAsync',
    ({ pairs, fail }) => [
      pairs.mapAsync((x) => {
        fail()
        return x
      }),
      same([
        ['a', 1],
        ['a', 2],
      ]),
    ],
    "E_USER_FUNCTION at mapAsync (here): THROWN (record [ 'a', 1 ], partition 0).",
  ),
  row(
    'mapAsync that waits',
    ({ pairs, fail }) => [
      pairs.mapAsync(async (x) => {
        fail()
        return x
      }),
      same([
        ['a', 1],
        ['a', 2],
      ]),
    ],
    "E_USER_FUNCTION at mapAsync (here): THROWN (record [ 'a', 1 ], partition 0).",
  ),
  row(
    'reduce',
    ({ pairs, fail }) => [
      pairs
        .map(([, n]) => n)
        .reduce((a, b) => {
          fail()
          return a + b
        }),
      same([3]),
    ],
    'E_USER_FUNCTION at reduce (here): THROWN (record 2, partition 0, attempt 1 of 1).',
  ),
  row(
    'reduceByKey',
    ({ pairs, fail }) => [
      pairs.reduceByKey((a, b) => {
        fail()
        return a + b
      }),
      same([['a', 3]]),
    ],
    "E_USER_FUNCTION at reduceByKey (here): THROWN (record [ 'a', 2 ], partition 0, attempt 1 of 1).",
  ),
  row(
    'combineByKey, its first function',
    ({ pairs, fail }) => [
      pairs.combineByKey(
        (n) => {
          fail()
          return n
        },
        add,
        add,
      ),
      same([['a', 3]]),
    ],
    "E_USER_FUNCTION at combineByKey (here): THROWN (record [ 'a', 1 ], partition 0, attempt 1 of 1).",
  ),
  row(
    'combineByKey, its second function',
    ({ pairs, fail }) => [
      pairs.combineByKey(
        (n) => n,
        (a, b) => {
          fail()
          return a + b
        },
        add,
      ),
      same([['a', 3]]),
    ],
    "E_USER_FUNCTION at combineByKey (here): THROWN (record [ 'a', 2 ], partition 0, attempt 1 of 1).",
  ),
  row(
    'combineByKey, its third function',
    ({ pairs, fail }) => [
      pairs.repartition(2).combineByKey(
        (n) => n,
        add,
        (a, b) => {
          fail()
          return a + b
        },
        1,
      ),
      same([['a', 3]]),
    ],
    "E_USER_FUNCTION at combineByKey (here): THROWN (record [ 'a', 2 ], partition 0, attempt 1 of 1).",
  ),
  row(
    'partitionBy, its function',
    ({ pairs, fail }) => [
      pairs.partitionBy(1, () => {
        fail()
        return 0
      }),
      same([
        ['a', 1],
        ['a', 2],
      ]),
    ],
    "E_USER_FUNCTION at partitionBy (here): THROWN (record [ 'a', 1 ], partition 0, attempt 1 of 1).",
  ),
  row(
    'getPartition of a partitioner',
    ({ pairs, fail }) => [
      pairs.groupByKey(
        partitioner(() => {
          fail()
          return 0
        }),
      ),
      same([['a', [1, 2]]]),
    ],
    "E_USER_FUNCTION at groupByKey (here): THROWN (record [ 'a', 1 ], partition 0, attempt 1 of 1).",
  ),
  row(
    'transform',
    ({ pairs, fail }) => [
      pairs.transform((rdd) => {
        fail()
        return rdd
      }),
      same([
        ['a', 1],
        ['a', 2],
      ]),
    ],
    'E_USER_FUNCTION at transform (here): THROWN (batch of TIME ms).',
  ),
  row(
    'transform that waits',
    ({ pairs, fail }) => [
      pairs.transform(async (rdd) => {
        fail()
        return rdd
      }),
      same([
        ['a', 1],
        ['a', 2],
      ]),
    ],
    'E_USER_FUNCTION at transform (here): THROWN (batch of TIME ms).',
  ),
  row(
    'a map inside of transform',
    ({ pairs, fail }) => [
      pairs.transform((rdd) =>
        rdd.map((x) => {
          fail()
          return x
        }),
      ),
      same([
        ['a', 1],
        ['a', 2],
      ]),
    ],
    "E_USER_FUNCTION at map (here): THROWN (record [ 'a', 1 ], partition 0, attempt 1 of 1).",
  ),
  row(
    'an action inside of transform',
    ({ pairs, fail }) => [
      pairs.transform(async (rdd) => {
        await rdd.foreach(fail)
        return rdd
      }),
      same([
        ['a', 1],
        ['a', 2],
      ]),
    ],
    "E_USER_FUNCTION at foreach (here): THROWN (record [ 'a', 1 ], partition 0, attempt 1 of 1).",
  ),
  row(
    'transformWith',
    ({ pairs, fail }) => [
      pairs.transformWith(pairs, (rdd) => {
        fail()
        return rdd
      }),
      same([
        ['a', 1],
        ['a', 2],
      ]),
    ],
    'E_USER_FUNCTION at transformWith (here): THROWN (batch of TIME ms).',
  ),
  row(
    'transform of the context',
    ({ pairs, ssc, fail }) => [
      ssc.transform([pairs], ([rdd]) => {
        fail()
        return rdd as any
      }),
      same([
        ['a', 1],
        ['a', 2],
      ]),
    ],
    'E_USER_FUNCTION at transform (here): THROWN (batch of TIME ms).',
  ),
  row(
    'reduceByWindow',
    ({ pairs, fail }) => [
      pairs
        .map(([, n]) => n)
        .reduceByWindow(
          (a, b) => {
            fail()
            return a + b
          },
          1000,
          1000,
        ),
      same([3]),
    ],
    'E_USER_FUNCTION at reduceByWindow (here): THROWN (record 2, partition 0, attempt 1 of 1).',
  ),
  row(
    'reduceByKeyAndWindow',
    ({ pairs, fail }) => [
      pairs.reduceByKeyAndWindow((a, b) => {
        fail()
        return a + b
      }, 1000),
      same([['a', 3]]),
    ],
    "E_USER_FUNCTION at reduceByKeyAndWindow (here): THROWN (record [ 'a', 2 ], partition 0, attempt 1 of 1).",
  ),
  row(
    'reduceByKeyAndWindow, its filter',
    ({ pairs, fail }) => [
      pairs.reduceByKeyAndWindow(add, null, 1000, 1000, 1, () => {
        fail()
        return true
      }),
      same([['a', 3]]),
    ],
    "E_USER_FUNCTION at reduceByKeyAndWindow (here): THROWN (record [ 'a', 3 ], partition 0, attempt 1 of 1).",
  ),
  row(
    'updateStateByKey',
    ({ pairs, fail }) => [
      pairs.updateStateByKey<string, number, number>((values, sum = 0) => {
        fail()
        return values.reduce(add, sum)
      }),
      (n) => [['a', 3 * n]],
    ],
    "E_USER_FUNCTION at updateStateByKey (here): THROWN (record [ 'a', [ 1, 2 ] ], partition 0, attempt 1 of 1).",
  ),
  row(
    'updateStateByKey with the time',
    ({ pairs, fail }) => [
      pairs.updateStateByKey<string, number, number>(
        (_time: Time, _key: string, values: number[], sum = 0) => {
          fail()
          return values.reduce(add, sum)
        },
        1,
        true,
      ),
      (n) => [['a', 3 * n]],
    ],
    "E_USER_FUNCTION at updateStateByKey (here): THROWN (record [ 'a', [ 1, 2 ] ], partition 0, attempt 1 of 1).",
  ),
  row(
    'updateStateByKey of whole partitions',
    ({ pairs, fail }) => [
      pairs.updateStateByKey<string, number, number>(
        function* (arrivals) {
          for (const [key, values, sum = 0] of arrivals) {
            fail()
            yield [key, values.reduce(add, sum)]
          }
        },
        1,
        true,
      ),
      (n) => [['a', 3 * n]],
    ],
    'E_USER_FUNCTION at updateStateByKey (here): THROWN (partition 0, attempt 1 of 1).',
  ),
  row(
    'mapWithState',
    ({ pairs, fail }) => [
      pairs.mapWithState(
        StateSpec.function((_key: string, value: number | undefined, state: State<number>) => {
          fail()
          state.update((state.getOption() ?? 0) + (value ?? 0))
          return state.get()
        }),
      ),
      (n) => [3 * n - 2, 3 * n],
    ],
    "E_USER_FUNCTION at mapWithState (here): THROWN (record [ 'a', 1 ], partition 0, attempt 1 of 1).",
  ),
  row(
    'mapWithState with the time',
    ({ pairs, fail }) => [
      pairs.mapWithState(
        StateSpec.function((_time: unknown, _key: string, value: number | undefined, state: State<number>) => {
          state.update((state.getOption() ?? 0) + (value ?? 0))
          if (value === 2) fail()
          return state.get()
        }),
      ),
      (n) => [3 * n - 2, 3 * n],
    ],
    "E_USER_FUNCTION at mapWithState (here): THROWN (record [ 'a', 2 ], partition 0, attempt 1 of 1).",
  ),
  row(
    'stateSnapshots',
    ({ pairs, fail }) => [
      pairs
        .mapWithState(
          StateSpec.function((_key: string, value: number | undefined, state: State<number>) => {
            fail()
            state.update((state.getOption() ?? 0) + (value ?? 0))
          }),
        )
        .stateSnapshots(),
      (n) => [['a', 3 * n]],
    ],
    "E_USER_FUNCTION at mapWithState (here): THROWN (record [ 'a', 1 ], partition 0, attempt 1 of 1).",
  ),
  row(
    'reduceByWindow that is undone, its function',
    ({ pairs, fail }) => [
      pairs
        .map(([, n]) => n)
        .reduceByWindow(
          (a, b) => {
            fail()
            return a + b
          },
          (sum, left) => sum - left,
          2000,
          1000,
        ),
      (n) => [n === 1 ? 3 : 6],
    ],
    'E_USER_FUNCTION at reduceByWindow (here): THROWN (record 2, partition 0, attempt 1 of 1).',
  ),
  row(
    'reduceByWindow that is undone, its inverse',
    ({ pairs, fail }) => [
      pairs
        .map(([, n]) => n)
        .reduceByWindow(
          add,
          (sum, left) => {
            fail()
            return sum - left
          },
          1000,
          1000,
        ),
      same([3]),
    ],
    'E_USER_FUNCTION at reduceByWindow (here): THROWN (record 3, partition 0, attempt 1 of 1).',
  ),
  row(
    'reduceByKeyAndWindow that is undone, its function',
    ({ pairs, fail }) => [
      pairs.reduceByKeyAndWindow(
        (a, b) => {
          fail()
          return a + b
        },
        (sum, left) => sum - left,
        2000,
      ),
      (n) => [['a', n === 1 ? 3 : 6]],
    ],
    "E_USER_FUNCTION at reduceByKeyAndWindow (here): THROWN (record [ 'a', 2 ], partition 0, attempt 1 of 1).",
  ),
  row(
    'reduceByKeyAndWindow that is undone, its inverse',
    ({ pairs, fail }) => [
      pairs.reduceByKeyAndWindow(
        add,
        (sum, left) => {
          fail()
          return sum - left
        },
        1000,
      ),
      same([['a', 3]]),
    ],
    'E_USER_FUNCTION at reduceByKeyAndWindow (here): THROWN (record 3, partition 0, attempt 1 of 1).',
  ),
  row(
    'reduceByKeyAndWindow that is undone, its filter',
    ({ pairs, fail }) => [
      pairs.reduceByKeyAndWindow(
        add,
        (sum, left) => sum - left,
        2000,
        1000,
        1,
        () => {
          fail()
          return true
        },
      ),
      (n) => [['a', n === 1 ? 3 : 6]],
    ],
    "E_USER_FUNCTION at reduceByKeyAndWindow (here): THROWN (record [ 'a', 6 ], partition 0, attempt 1 of 1).",
  ),
  row(
    'foreachRDD',
    ({ pairs, fail }) => {
      const seen: unknown[] = []
      pairs.foreachRDD((_, time) => {
        fail()
        seen.push(time.milliseconds)
      })
      return [seen, (n) => 1000 * n]
    },
    'E_USER_FUNCTION at foreachRDD (here): THROWN (batch of TIME ms).',
  ),
  row(
    'foreachRDD that waits',
    ({ pairs, fail }) => {
      const seen: unknown[] = []
      pairs.foreachRDD(async (rdd) => {
        const n = await rdd.count()
        fail()
        seen.push(n)
      })
      return [seen, same(2)]
    },
    'E_USER_FUNCTION at foreachRDD (here): THROWN (batch of TIME ms).',
  ),
  row(
    'an action inside of foreachRDD',
    ({ pairs, fail }) => {
      const seen: unknown[] = []
      pairs.foreachRDD(async (rdd) => {
        seen.push(
          await rdd
            .map((x) => {
              fail()
              return x
            })
            .count(),
        )
      })
      return [seen, same(2)]
    },
    "E_USER_FUNCTION at map (here): THROWN (record [ 'a', 1 ], partition 0, attempt 1 of 1).",
  ),
  row(
    'foreachPartition',
    ({ pairs, fail }) => {
      const seen: unknown[] = []
      pairs.foreachPartition((records) => {
        fail()
        seen.push([...records].length)
      })
      return [seen, same(2)]
    },
    'E_USER_FUNCTION at foreachPartition (here): THROWN (partition 0, attempt 1 of 1).',
  ),
  row(
    'foreachPartition that waits',
    ({ pairs, fail }) => {
      const seen: unknown[] = []
      pairs.foreachPartition(async (records) => {
        fail()
        seen.push([...records].length)
      })
      return [seen, same(2)]
    },
    'E_USER_FUNCTION at foreachPartition (here): THROWN (partition 0, attempt 1 of 1).',
  ),
  row(
    'foreachAsync',
    ({ pairs, fail }) => {
      const seen: unknown[] = []
      pairs.foreachAsync((x) => {
        fail()
        seen.push(x)
      })
      return [seen, same(['a', 2])]
    },
    "E_USER_FUNCTION at foreachAsync (here): THROWN (record [ 'a', 1 ], partition 0).",
  ),
  row(
    'foreachAsync that waits',
    ({ pairs, fail }) => {
      const seen: unknown[] = []
      pairs.foreachAsync(async (x) => {
        fail()
        seen.push(x)
      })
      return [seen, same(['a', 2])]
    },
    "E_USER_FUNCTION at foreachAsync (here): THROWN (record [ 'a', 1 ], partition 0).",
  ),
  row(
    'saveAsTextFiles, the toString of a record',
    ({ pairs, fail }) => {
      const seen: unknown[] = []
      pairs
        .map(() => ({
          toString: () => {
            fail()
            seen.push(0)
            return 'x'
          },
        }))
        .saveAsTextFiles('out')
      return [seen, same(0)]
    },
    'E_USER_FUNCTION at saveAsTextFiles (here): THROWN (partition 0, attempt 1 of 1).',
  ),
  row(
    'inputStream, its compute',
    ({ run, ssc, fail }) => {
      const seen: unknown[] = []
      ssc
        .inputStream({
          compute: () => {
            fail()
            return run.sc.parallelize([1])
          },
        })
        .foreachRDD(async (rdd) => {
          seen.push(await rdd.count())
        })
      return [seen, same(1)]
    },
    'E_USER_FUNCTION at inputStream (here): THROWN (batch of TIME ms).',
  ),
])

const sum = (_key: string, value: number | undefined, state: State<number>): number => {
  state.update((state.getOption() ?? 0) + (value ?? 0))
  return state.get()
}

/** Streams that go from batch to batch, with what they hold after n batches of the values 1 and 2. */
const KEPT: Readonly<
  Record<string, (given: Pick<Given, 'pairs' | 'fail'>) => readonly [DStream<any>, (n: number) => any]>
> = {
  updateStateByKey: ({ pairs, fail }) => [
    pairs.updateStateByKey<string, number, number>((values, state = 0) => {
      fail()
      return values.reduce(add, state)
    }),
    (n) => [['a', 3 * n]],
  ],
  mapWithState: ({ pairs, fail }) => [
    pairs.mapWithState(
      StateSpec.function((key: string, value: number | undefined, state: State<number>) => {
        fail()
        return sum(key, value, state)
      }),
    ),
    (n) => [3 * n - 2, 3 * n],
  ],
  'a window that is undone': ({ pairs, fail }) => [
    pairs.reduceByKeyAndWindow(
      (a, b) => {
        fail()
        return a + b
      },
      (a, b) => a - b,
      3000,
    ),
    (n) => [['a', 3 * Math.min(n, 3)]],
  ],
  'a state behind a map that throws': ({ pairs, fail }) => [
    pairs
      .map((pair) => {
        fail()
        return pair
      })
      .updateStateByKey<string, number, number>((values, state = 0) => values.reduce(add, state)),
    (n) => [['a', 3 * n]],
  ],
}

for (const [name, build] of Object.entries(KEPT))
  test(`${name}: when batches in a row fail, the next good one holds what came in all of them`, async () => {
    await using run = new TestRun({ conf: { 'spark.task.maxFailures': 1 }, partitions: 1 })
    let failing = false
    const fail = (): void => {
      if (failing) throw new Error('no luck')
    }
    const input = run.input<[string, number]>()
    const [stream, good] = build({ pairs: input.stream, fail })
    const { batches } = run.collect(stream)
    for (let n = 1; n <= 12; n++) {
      failing = n === 2 || n === 5 || n === 6
      input.push([
        ['a', 1],
        ['a', 2],
      ])
      await run.tick().catch(() => {})
      assert.deepEqual(batches.at(-1), failing ? null : good(n), `after ${n} batches`)
    }
  })
