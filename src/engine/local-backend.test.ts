import assert from 'node:assert/strict'
import { test } from 'node:test'
import { counted, identity, listsByKey, SmallRdds } from '../../test/engine/small-rdds.ts'
import { isStreamError, StreamError } from '../kernel/errors.ts'
import { TaskContext } from '../rdd/task-context.ts'

const pairs = [
  [
    ['a', 1],
    ['b', 2],
    ['a', 3],
  ],
  [
    ['b', 4],
    ['c', 5],
  ],
]

test('collect, take, count, reduce, fold and each', async () => {
  const r = new SmallRdds()
  const rdd = r.source([1, 2, 3], [], [4, 5])
  assert.deepEqual(await r.collect(rdd), [[1, 2, 3], [], [4, 5]])
  assert.deepEqual(await r.run(rdd, { kind: 'take', limit: 2 }), [[1, 2], [], [4, 5]])
  assert.deepEqual(await r.run(rdd, { kind: 'take', limit: 0 }), [[], [], []])
  assert.deepEqual(await r.run(rdd, { kind: 'count' }), [3, 0, 2])
  const add = r.placed('reduce', (a: number, b: number) => a + b)
  assert.deepEqual(await r.run(rdd, { kind: 'reduce', f: add }), [[6], [], [9]])
  assert.deepEqual(await r.run(rdd, { kind: 'fold', zero: () => 10, f: add }), [16, 10, 19])
  const seen: number[] = []
  assert.deepEqual(await r.run(rdd, { kind: 'each', f: r.placed('foreach', (x: number) => void seen.push(x)) }), [
    undefined,
    undefined,
    undefined,
  ])
  assert.deepEqual(seen, [1, 2, 3, 4, 5])
})

test('a partition action gets all records and may wait', async () => {
  const r = new SmallRdds()
  const f = r.placed('foreachPartitionAsync', async (records: Iterable<number>, index: number) => {
    await null
    return [index, TaskContext.getPartitionId(), ...records]
  })
  assert.deepEqual(await r.run(r.source([1], [2, 3]), { kind: 'partition', f }), [
    [0, 0, 1],
    [1, 1, 2, 3],
  ])
})

test('only the partitions of a job are run, in its order, and each is told once', async () => {
  const r = new SmallRdds()
  const told: [number, number][] = []
  const onResult = (index: number, result: number): void => void told.push([index, result])
  const rdd = r.source([1], [2, 2], [3, 3, 3])
  assert.deepEqual(await r.run(rdd, { kind: 'count' }, { partitions: [2, 0], onResult }), [3, 1])
  assert.deepEqual(told, [
    [0, 3],
    [1, 1],
  ])
})

test('what collect answers belongs to the caller', async () => {
  const r = new SmallRdds()
  const rdd = r.source([1, 2])
  const [first] = await r.collect(rdd)
  first?.push(3)
  assert.deepEqual(await r.collect(rdd), [[1, 2]])
})

test('take computes nothing behind the last record that it takes', async () => {
  const r = new SmallRdds()
  const seen: number[] = []
  const noted = r.step(r.source([1, 2, 3, 4]), 'map', (x) => {
    seen.push(x)
    return x
  })
  const lazy = r.partition(noted, (records) => records)
  assert.deepEqual(await r.run(lazy, { kind: 'take', limit: 2 }), [[1, 2]])
  assert.deepEqual(seen, [1, 2])
})

test('a reader that stops early closes what it reads', async () => {
  const r = new SmallRdds()
  let closed = 0
  const endless = r.partition(r.source([]), function* () {
    try {
      for (let i = 0; ; i++) yield i
    } finally {
      closed++
    }
  })
  const twice = r.partition(
    r.step(endless, 'map', (x) => x * 2),
    function* (records) {
      for (const x of records) yield x
    },
  )
  assert.deepEqual(await r.run(twice, { kind: 'take', limit: 3 }), [[0, 2, 4]])
  assert.equal(closed, 1)
})

test('steps go on through unions', async () => {
  const r = new SmallRdds()
  const one = r.step(r.source([1, 2], [3]), 'map', (x) => x * 10)
  const both = r.step(r.union(one, r.source([4])), 'flatMap', (x) => [x, x])
  assert.deepEqual(await r.collect(both), [
    [10, 10, 20, 20],
    [30, 30],
    [4, 4],
  ])
})

test('a partition function cannot change the records of its parent', async () => {
  const r = new SmallRdds()
  const source = r.source([3, 1, 2])
  const sorted = r.partition(source, (records) => [...records].sort())
  assert.deepEqual(await r.collect(sorted), [[1, 2, 3]])
  assert.deepEqual(await r.collect(source), [[3, 1, 2]])
})

test('several inputs of a partition function come in the order of the dependencies', async () => {
  const r = new SmallRdds()
  const zipped = r.partition([r.source([1, 2]), r.source(['a', 'b'])], (a, b) => [[...a], [...b]])
  assert.deepEqual(await r.collect(zipped), [
    [
      [1, 2],
      ['a', 'b'],
    ],
  ])
})

test('sums by key, with and without combining before the shuffle', async () => {
  const r = new SmallRdds()
  const expected = [
    ['a', 4],
    ['b', 6],
    ['c', 5],
  ]
  const sorted = async (rdd: Parameters<typeof r.collect>[0]): Promise<any[]> => (await r.collect(rdd)).flat().sort()
  const add = r.aggregator(
    (v) => v,
    (a, b) => a + b,
  )
  assert.deepEqual(await sorted(r.sumByKey(r.source(...pairs))), expected)
  assert.deepEqual(await sorted(r.combine(r.source(...pairs), 3, add, false)), expected)
})

test('a narrow combine works within the partition', async () => {
  const r = new SmallRdds()
  const source = r.source(...pairs)
  const add = r.aggregator(
    (v) => v,
    (a, b) => a + b,
  )
  const narrow = r.make('reduceByKey', [{ kind: 'narrow', rdd: source, parents: (p) => [p] }], {
    kind: 'combine',
    aggregator: add,
  })
  assert.deepEqual(await r.collect(narrow), [
    [
      ['a', 4],
      ['b', 2],
    ],
    [
      ['b', 4],
      ['c', 5],
    ],
  ])
})

test('cogroup gives the values of each side', async () => {
  const r = new SmallRdds()
  const right = r.source([
    ['a', 'x'],
    ['d', 'y'],
  ])
  const both = r.make('cogroup', [r.shuffle(r.source(...pairs), 1), r.shuffle(right, 1)], { kind: 'cogroup' })
  assert.deepEqual(await r.collect(both), [
    [
      ['a', [[1, 3], ['x']]],
      ['b', [[2, 4], []]],
      ['c', [[5], []]],
      ['d', [[], ['y']]],
    ],
  ])
})

test('a second job over a shuffle skips its map tasks', async () => {
  const r = new SmallRdds()
  const same = counted(identity)
  const sums = r.sumByKey(r.step(r.source(...pairs), 'map', same))
  await r.collect(sums)
  assert.deepEqual((await r.collect(sums)).flat().sort(), [
    ['a', 4],
    ['b', 6],
    ['c', 5],
  ])
  assert.equal(same.calls, 5)
})

test('sums that a reader may have changed are made again for the next one', async () => {
  const r = new SmallRdds()
  const lists = listsByKey(r)
  const grouped = r.combine(r.source(...pairs), 1, lists)
  const expected = [
    [
      ['a', [1, 3]],
      ['b', [2, 4]],
      ['c', [5]],
    ],
  ]
  assert.deepEqual(await r.collect(grouped), expected)
  assert.deepEqual(await r.collect(grouped), expected)
})

test('a task that fails is run again, and its accumulators count once', async () => {
  const r = new SmallRdds()
  const seen = r.sc.accumulator(0)
  let failures = 2
  const flaky = r.placed('foreach', (x: number) => {
    seen.add(1)
    if (x === 2 && failures-- > 0) throw new Error('not yet')
  })
  await r.run(r.source([1, 2, 3]), { kind: 'each', f: flaky })
  assert.equal(seen.value, 3)
})

test('after the last attempt the error names operator, record, partition and attempt', async () => {
  const r = new SmallRdds()
  let calls = 0
  const boom = new Error('boom')
  const rdd = r.step(
    r.step(r.source([1], [2, 3]), 'map', (x) => x * 10),
    'map',
    (x) => {
      calls++
      if (x === 30) throw boom
      return x
    },
  )
  await assert.rejects(r.collect(rdd), (error: unknown) => {
    assert.ok(error instanceof StreamError)
    assert.equal(error.message, 'E_USER_FUNCTION at map: boom (record 30, partition 1, attempt 4 of 4).')
    assert.equal(error.cause, boom)
    return true
  })
  assert.equal(calls, 1 + 4 * 2)
})

test('the number of attempts comes from the setting or from the master', async () => {
  for (const settings of [
    { 'spark.task.maxFailures': 2 },
    { 'spark.master': 'local[2,2]', 'spark.task.maxFailures': 9 },
  ]) {
    const r = new SmallRdds(settings)
    const fails = r.step(r.source([1]), 'map', () => {
      throw new TypeError('x')
    })
    await assert.rejects(r.collect(fails), {
      message: 'E_USER_FUNCTION at map: TypeError: x (record 1, partition 0, attempt 2 of 2).',
    })
  }
})

test('records stay out of errors when the setting says so', async () => {
  const r = new SmallRdds({ 'millstream.errors.records': false })
  const fails = r.step(r.source(['secret']), 'map', () => {
    throw new Error('x')
  })
  await assert.rejects(r.collect(fails), { message: 'E_USER_FUNCTION at map: x (partition 0, attempt 4 of 4).' })
})

test('errors of the program itself are not tried again', async () => {
  const r = new SmallRdds()
  const same = counted(identity)
  const bad = r.step(r.source([['a', 1], 7]), 'mapValues', same)
  await assert.rejects(r.collect(bad), {
    message:
      'E_NOT_A_PAIR at mapValues: mapValues was given 7 where it needs a [key, value] pair. ' +
      'Make pairs with map((x) => [key, value]) first.',
  })
  assert.equal(same.calls, 1)
  const add = r.aggregator(
    (v) => v,
    (a, b) => a + b,
  )
  for (const mapSide of [true, false])
    await assert.rejects(r.collect(r.combine(r.source([8]), 2, add, mapSide)), {
      message:
        'E_NOT_A_PAIR at reduceByKey: reduceByKey was given 8 where it needs a [key, value] pair. ' +
        'Make pairs with map((x) => [key, value]) first.',
    })
})

test('a function that answers a promise is refused', async () => {
  const r = new SmallRdds()
  const text =
    'E_ASYNC_FUNCTION at map: the function of map answered a promise, and its records may not wait. ' +
    'Use mapAsync(f, { concurrency, ordered }) or foreachAsync(f) for I/O.'
  const promised = (rdd: Parameters<typeof r.collect>[0]) => r.step(rdd, 'map', (x) => Promise.resolve(x))
  await assert.rejects(r.collect(promised(r.source([1]))), { message: text })
  const lazy = r.partition(r.source([]), function* () {
    yield 1
  })
  await assert.rejects(r.collect(promised(lazy)), { message: text })
  await assert.rejects(r.collect(r.partition(promised(lazy), (records) => records)), { message: text })
})

test('flatMap says which answer cannot be iterated', async () => {
  const r = new SmallRdds()
  await assert.rejects(r.collect(r.step(r.source([1]), 'flatMap', (x) => x)), {
    message:
      'E_USER_FUNCTION at flatMap: the function of flatMap answered 1 where it needs an iterable ' +
      '(record 1, partition 0, attempt 4 of 4). Answer an array or another iterable; [] for nothing.',
  })
})

test('an aborted job rejects, also while a function is waited for', async () => {
  const r = new SmallRdds()
  const early = AbortSignal.abort('too late')
  await assert.rejects(r.collect(r.source([1]), { signal: early }), (error: unknown) => {
    assert.ok(isStreamError(error, 'E_ABORTED'))
    assert.equal(error.message, 'E_ABORTED: the job was cancelled by its AbortSignal.')
    assert.equal(error.cause, 'too late')
    return true
  })
  const control = new AbortController()
  const stuck = r.waiting(r.source([1]), async function* () {
    control.abort()
    await new Promise(() => {})
    yield []
  })
  await assert.rejects(r.collect(stuck, { signal: control.signal }), { code: 'E_ABORTED' })
  const between = new AbortController()
  const seen: number[] = []
  const f = r.placed('foreach', (x: number) => {
    seen.push(x)
    between.abort()
  })
  await assert.rejects(r.run(r.source([1], [2]), { kind: 'each', f }, { signal: between.signal }), {
    code: 'E_ABORTED',
  })
  assert.deepEqual(seen, [1])
})

test('after stop every job is refused', async () => {
  const r = new SmallRdds()
  const rdd = r.source([1])
  const { backend } = r.sc
  await backend.stop()
  await assert.rejects(backend.run({ rdd, partitions: [0], action: { kind: 'count' } }), {
    message: 'E_CONTEXT_STOPPED: this SparkContext was stopped. Make a new SparkContext.',
  })
})

test('preparations are run once, deepest first, before the first task', async () => {
  const r = new SmallRdds()
  const log: string[] = []
  const prepared = (name: string, rdd: Parameters<typeof r.collect>[0]) =>
    r.make(
      'sortBy',
      [{ kind: 'narrow', rdd, parents: (p) => [p] }],
      {
        kind: 'partition',
        f: r.placed('sortBy', ([records], place) => {
          log.push(`run ${name} with ${place.prepared}`)
          return records ?? []
        }),
      },
      {
        prepare: async () => {
          log.push(`prepare ${name}`)
          return name.toUpperCase()
        },
      },
    )
  const rdd = prepared('outer', prepared('inner', r.source([1])))
  await r.collect(rdd)
  await r.collect(rdd)
  const runs = ['run outer with OUTER', 'run inner with INNER']
  assert.deepEqual(log, ['prepare inner', 'prepare outer', ...runs, ...runs])
})

test('functions see the context of their task', async () => {
  const r = new SmallRdds()
  const ids = r.step(r.source([0], [0]), 'map', () => TaskContext.get()?.partitionId)
  assert.deepEqual(await r.collect(ids), [[0], [1]])
  assert.equal(TaskContext.get(), undefined)
})
