import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type DStream, run, StateSpec, StreamingContext } from '../../src/index.ts'
import { MemoryFiles } from '../../src/storage/memory-files.ts'
import { ManualClock, TestRun } from '../../src/testing/index.ts'

type Pairs = DStream<readonly [string, number]>
type Build = (pairs: Pairs) => DStream<any>

/** A disk, and programs that run on it one after another, each for as many batches as it is given. */
function machine() {
  const files = new MemoryFiles(new ManualClock(0))
  let start = 0
  return async (build: Build, batches: readonly (readonly (readonly [string, number])[])[], conf = {}) => {
    await using run = new TestRun({ start, master: 'local', environment: { files }, conf })
    StreamingContext.getOrCreate('/state', () => run.ssc)
    const seen = run.collect(build(run.input(...batches).stream)).batches
    await run.tick(batches.length)
    start = run.clock.now()
    return seen.map((batch) => (batch ?? []).toSorted())
  }
}

const sums: Build = (pairs) =>
  pairs.updateStateByKey((values, sum: number | undefined) => values.reduce((a, b) => a + b, sum ?? 0)).named('sums')
const texts = (pairs: Pairs): DStream<any> =>
  pairs.updateStateByKey((values, sum: string | undefined) => [sum ?? 'none', ...values].join('+')).named('sums')
const FIRST = [
  [
    ['a', 1],
    ['b', 2],
    ['c', 3],
  ],
  [['a', 4]],
] as const

test('every state is made anew before the first batch, also one that is not updated, and once', async () => {
  const go = machine()
  await go(sums, FIRST)
  const second: Build = (pairs) => texts(pairs).stateVersion(2, (old, from) => `v${from}(${old})`)
  assert.deepEqual(await go(second, [[['b', 7]]]), [
    [
      ['a', 'v1(5)'],
      ['b', 'v1(2)+7'],
      ['c', 'v1(3)'],
    ],
  ])
  assert.deepEqual(await go(second, [[]]), [
    [
      ['a', 'v1(5)'],
      ['b', 'v1(2)+7'],
      ['c', 'v1(3)'],
    ],
  ])
})

test('a version goes from any of those before it', async () => {
  const go = machine()
  await go((pairs) => texts(pairs).stateVersion(2), FIRST)
  const fourth: Build = (pairs) => texts(pairs).stateVersion(4, (old, from) => `v${from}(${old})`)
  assert.deepEqual(await go(fourth, [[]]), [
    [
      ['a', 'v2(none+1+4)'],
      ['b', 'v2(none+2)'],
      ['c', 'v2(none+3)'],
    ],
  ])
})

test('undefined drops a key', async () => {
  const go = machine()
  await go(sums, FIRST)
  const second: Build = (pairs) => sums(pairs).stateVersion(2, (old) => (old === 2 ? undefined : old))
  assert.deepEqual(await go(second, [[]]), [
    [
      ['a', 5],
      ['c', 3],
    ],
  ])
})

test('together with another number of partitions, and another name', async () => {
  const go = machine()
  await go(sums, FIRST, { 'spark.default.parallelism': 1 })
  const second: Build = (pairs) =>
    texts(pairs)
      .named('texts')
      .formerly('sums')
      .stateVersion(2, (old) => `${-old}`)
  const seen = await go(second, [[]], { 'spark.default.parallelism': 3 })
  assert.deepEqual(seen, [
    [
      ['a', '-5'],
      ['b', '-2'],
      ['c', '-3'],
    ],
  ])
})

/** Keys with their last values; those that time out are said. */
const lasts =
  (spec: StateSpec<string, number, any, any>): Build =>
  (pairs) =>
    pairs.mapWithState(spec).named('lasts')
const last = StateSpec.function((key: string, value: number | undefined, state: any) => {
  if (state.isTimingOut()) return [key, 'out', state.get()]
  state.update([state.getOption(), value])
  return [key, state.get()]
})
  .timeout('3s')
  .sweep('everyBatch')

test('mapWithState: the state of a key is made anew and when it was last seen is kept', async () => {
  const go = machine()
  await go(lasts(last), [[['a', 1]], [['b', 2]]])
  const second = last.version(2).migrate((old, from) => ({ from, value: old[1] }))
  assert.deepEqual(await go(lasts(second), [[], [['b', 3]], []]), [
    [],
    [['b', [{ from: 1, value: 2 }, 3]]],
    [['a', 'out', { from: 1, value: 1 }]],
  ])
})

test('a window with an inverse: what is in its panes is made anew as well', async () => {
  const go = machine()
  const windowed =
    (add: (a: any, b: any) => any, subtract: (a: any, b: any) => any): ((pairs: DStream<any>) => DStream<any>) =>
    (pairs) =>
      pairs.reduceByKeyAndWindow(add, subtract, '3s', '1s').named('window')
  const plain = windowed(
    (a, b) => a + b,
    (a, b) => a - b,
  )
  const boxed = windowed(
    (a, b) => ({ n: a.n + b.n }),
    (a, b) => ({ n: a.n - b.n }),
  )
  await go(plain, [[['a', 1]], [['a', 2]], [['b', 4]]])
  const second: Build = (pairs) => boxed(pairs.mapValues((n) => ({ n }))).stateVersion(2, (n) => ({ n }))
  assert.deepEqual(await go(second, [[], [['a', 8]], []]), [
    [
      ['a', { n: 2 }],
      ['b', { n: 4 }],
    ],
    [
      ['a', { n: 8 }],
      ['b', { n: 4 }],
    ],
    [
      ['a', { n: 8 }],
      ['b', { n: 0 }],
    ],
  ])
})

for (const [name, build, error] of [
  [
    'another version and no way from there',
    (pairs) => sums(pairs).stateVersion(2),
    /^E_STATE_CHANGED at updateStateByKey \(migrate\.test\.ts:\d+\): the state 'sums' has version 1 in the checkpoint, and version 2 in the program\. Say how one is made of the other: \.migrate\(\(old, from\) => …\) of the StateSpec, or stateVersion\(version, migrate\)\.$/,
  ],
  [
    'a function that throws',
    (pairs) =>
      sums(pairs).stateVersion(2, (old) => {
        if (old === 2) throw new Error('no way')
        return old
      }),
    /^E_USER_FUNCTION at updateStateByKey \(migrate\.test\.ts:\d+\): no way \(making the state of key 'b' of version 1\)/,
  ],
  [
    'a function that answers a promise',
    (pairs) => sums(pairs).stateVersion(2, (old) => Promise.resolve(old)),
    /^E_ASYNC_FUNCTION/,
  ],
] as readonly (readonly [string, Build, RegExp])[])
  test(`refused, and the checkpoint stays as it is: ${name}`, async () => {
    const go = machine()
    await go(sums, FIRST)
    await assert.rejects(go(build, [[]]), ({ message }: Error) => {
      assert.match(message, error)
      return true
    })
    assert.deepEqual(await go(sums, [[]]), [
      [
        ['a', 5],
        ['b', 2],
        ['c', 3],
      ],
    ])
  })

test('an older program does not go on from a newer state', async () => {
  const go = machine()
  await go((pairs) => sums(pairs).stateVersion(3), FIRST)
  await assert.rejects(
    go((pairs) => sums(pairs).stateVersion(2, (old) => old), [[]]),
    /has version 3 in the checkpoint, and version 2 in the program\. Start the program that wrote it, or start once with --drop-state sums\.$/,
  )
})

test('what is given as a version or a function is looked at when it is given', async () => {
  await using run = new TestRun()
  const stream = run.input<readonly [string, number]>().stream.countByValue()
  for (const version of [0, 1.5, '2', Number.NaN])
    assert.throws(
      () => stream.stateVersion(version as number),
      /^StreamError: E_ARGUMENT at stateVersion \(migrate\.test\.ts:\d+\): the version is .*\. Use a whole number of at least 1\.$/,
    )
  assert.throws(() => stream.stateVersion(2, 'x' as any), /E_NOT_A_FUNCTION/)
  assert.throws(() => stream.stateVersion(2, async () => 1), /E_ASYNC_FUNCTION/)
})

test('on worker threads, and on more of them than before', async () => {
  const files = new MemoryFiles(new ManualClock(0))
  const go = async (start: number, master: string, version: number): Promise<unknown[]> => {
    const clock = new ManualClock(start)
    const seen: unknown[] = []
    Object.assign(globalThis, { migrated: seen })
    const job = await run(new URL('./migrate-job.ts', import.meta.url), {
      ...{ master, checkpoint: '/state', bundle: false, args: { version }, environment: { clock, files } },
    })
    if (job.kind !== 'streaming') throw new Error('no stream')
    clock.advance(1000)
    await job.context.idle()
    await job.stop({ graceful: true })
    return seen
  }
  await go(0, 'local[2]', 1)
  const seen = await go(1000, 'local[3]', 2)
  assert.deepEqual(
    seen.toSorted(),
    Array.from({ length: 20 }, (_, i) => [`k${i}`, { of: `1:${i}`, value: i }]).toSorted(),
  )
})
