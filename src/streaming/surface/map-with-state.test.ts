import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Time } from '../../kernel/time.ts'
import { type State, StateSpec } from './state-spec.ts'
import { type Batch, bench, collected, sorted } from './table.test.ts'

type Sum = State<number>

const running = StateSpec.function((key: string, value: number | undefined, sum: Sum) => {
  sum.update((sum.getOption() ?? 0) + (value ?? 0))
  return [key, sum.get()]
})

async function run(input: readonly Batch[], spec: StateSpec<string, number, any, any>, n = input.length) {
  const b = bench()
  const mapped = b.input(input).mapWithState(spec.numPartitions(1))
  const [records, states] = [collected(mapped), collected(mapped.stateSnapshots())]
  await b.run(n)
  return { mapped: records.batches, states: states.batches.map((batch) => sorted(batch)) }
}

test('every record is mapped with the state that the one before it left', async () => {
  const { mapped, states } = await run(
    [
      [
        ['a', 1],
        ['a', 2],
        ['b', 1],
      ],
      [],
      null,
      [['a', 4]],
    ],
    running,
  )
  assert.deepEqual(mapped, [
    [
      ['a', 1],
      ['a', 3],
      ['b', 1],
    ],
    [],
    [],
    [['a', 7]],
  ])
  assert.deepEqual(states, [
    [
      ['a', 3],
      ['b', 1],
    ],
    [
      ['a', 3],
      ['b', 1],
    ],
    [
      ['a', 3],
      ['b', 1],
    ],
    [
      ['a', 7],
      ['b', 1],
    ],
  ])
})

test('a first batch without an RDD is an empty one', async () => {
  assert.deepEqual((await run([null, [['a', 1]]], running)).mapped, [[], [['a', 1]]])
})

test('a state starts from pairs and ends by remove', async () => {
  const spec = StateSpec.function((key: string, value: number | undefined, sum: Sum) => {
    const seen = `${key}${value}:${sum.getOption()}`
    if (value === 0) sum.remove()
    return seen
  }).initialState([['a', 10]])
  const { mapped, states } = await run(
    [
      [
        ['a', 1],
        ['a', 0],
        ['a', 2],
      ],
      [['a', 3]],
    ],
    spec,
  )
  assert.deepEqual(mapped, [['a1:10', 'a0:10', 'a2:undefined'], ['a3:undefined']])
  assert.deepEqual(states, [[], []])
})

test('a function of four parameters is told the time and emits only what it answers', async () => {
  const spec = StateSpec.function((time: Time, key: string, value: number | undefined, _: Sum) =>
    value === 1 ? `${key}@${time.milliseconds}` : undefined,
  )
  assert.deepEqual(
    (
      await run(
        [
          [
            ['a', 1],
            ['b', 2],
          ],
          [['b', 1]],
        ],
        spec,
      )
    ).mapped,
    [['a@1000'], ['b@2000']],
  )
})

const expiring = StateSpec.function((key: string, value: number | undefined, sum: Sum) => {
  if (sum.isTimingOut()) return `${key} out with ${sum.get()}`
  if (!sum.exists()) sum.update(value as number)
  return `${key}${value}`
}).timeout('2s')

test('a time-out is swept in each tenth batch, strictly after its time', async () => {
  const input: Batch[] = [
    [
      ['a', 1],
      ['b', 1],
      ['c', 1],
    ],
    ...new Array(6).fill([]),
    [['b', 9]],
    [],
    [['c', 1]],
    [],
  ]
  const { mapped, states } = await run(input, expiring)
  assert.deepEqual(mapped[9], ['c1', 'a out with 1'])
  // b was refreshed at 8000 without an update, which is not older than 10000 − 2000.
  assert.deepEqual(states[8], [
    ['a', 1],
    ['b', 1],
    ['c', 1],
  ])
  assert.deepEqual(states[9], [
    ['b', 1],
    ['c', 1],
  ])
  assert.deepEqual(states[10], [
    ['b', 1],
    ['c', 1],
  ])
})

test('a time-out can be swept in every batch', async () => {
  const { mapped, states } = await run([[['a', 1]], [], [], [], []], expiring.sweep('everyBatch'))
  assert.deepEqual(mapped, [['a1'], [], [], ['a out with 1'], []])
  assert.deepEqual(states, [[['a', 1]], [['a', 1]], [['a', 1]], [], []])
})

test('a checkpoint interval says when to sweep', async () => {
  const b = bench()
  b.ssc.checkpoint('/checkpoints')
  const mapped = b.input([[['a', 1]]]).mapWithState(expiring)
  mapped.checkpoint('4s')
  const { batches } = collected(mapped)
  await b.run(5)
  assert.deepEqual(batches, [['a1'], [], [], ['a out with 1'], []])
})

test('two outputs run the function once', async () => {
  let calls = 0
  const b = bench()
  const mapped = b
    .input([
      [
        ['a', 1],
        ['b', 2],
      ],
      [['a', 1]],
    ])
    .mapWithState(
      StateSpec.function((_: string, value: number | undefined, sum: Sum) => {
        calls++
        sum.update((sum.getOption() ?? 0) + (value as number))
        return sum.get()
      }).numPartitions(2),
    )
  const [first, second] = [collected(mapped), collected(mapped.map((x) => x))]
  await b.run(2)
  assert.equal(calls, 3)
  assert.deepEqual(first.batches.map(sorted), [[1, 2], [2]])
  assert.deepEqual(second.batches.map(sorted), [[1, 2], [2]])
})

test('something else than a spec is refused', () => {
  const b = bench()
  assert.throws(() => b.input([]).mapWithState((() => 1) as any), {
    message:
      /^E_ARGUMENT at mapWithState \(map-with-state\.test\.ts:\d+\): mapWithState was given \[Function.*\]\. Give it a StateSpec: StateSpec\.function\(f\)\.$/,
  })
})
