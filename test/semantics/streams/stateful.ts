import { StateSpec, seconds } from '../../../src/index.ts'
import type { Case } from '../case.ts'

const sum = (values: readonly number[], state: number | undefined): number =>
  (state ?? 0) + values.reduce((a, b) => a + b, 0)
const one = (w: string): [string, number] => [w, 1]

/** One output a record: the running count of its key. */
const counting = (): StateSpec<string, number, number, [string, number]> =>
  StateSpec.function((key: string, value: number | undefined, state) => {
    if (state.isTimingOut()) return [`${key} timed out`, state.get()] as [string, number]
    const next = (state.getOption() ?? 0) + (value ?? 0)
    state.update(next)
    return [key, next] as [string, number]
  })

export const STATEFUL: readonly Case[] = [
  {
    name: 'updateStateByKey calls the function for keys without new values and gives the whole state',
    input: [['a'], ['a', 'b'], [], ['b']],
    operate: (s) => s.map(one).updateStateByKey(sum),
    output: [
      [['a', 1]],
      [
        ['a', 2],
        ['b', 1],
      ],
      [
        ['a', 2],
        ['b', 1],
      ],
      [
        ['a', 2],
        ['b', 2],
      ],
    ],
  },
  {
    name: 'updateStateByKey removes a key when the function answers nothing',
    input: [['a', 'b'], ['a'], []],
    operate: (s) =>
      s
        .map(one)
        .updateStateByKey((values: readonly number[], state: number | undefined) =>
          values.length === 0 ? undefined : sum(values, state),
        ),
    output: [
      [
        ['a', 1],
        ['b', 1],
      ],
      [['a', 2]],
      [],
    ],
  },
  {
    name: 'updateStateByKey also runs when there is no RDD, and there is none before the first state',
    input: [null, ['a'], null, []],
    operate: (s) =>
      s.map(one).updateStateByKey((values: readonly number[], state: number | undefined) => sum(values, state) + 10),
    output: [null, [['a', 11]], [['a', 21]], [['a', 31]]],
  },
  {
    name: 'updateStateByKey begins with an initial RDD',
    input: [['a'], []],
    operate: (s, _, ssc) =>
      s.map(one).updateStateByKey(
        sum,
        2,
        ssc.sparkContext.parallelize([
          ['a', 10],
          ['z', 5],
        ] as [string, number][]),
      ),
    output: [
      [
        ['a', 11],
        ['z', 5],
      ],
      [
        ['a', 11],
        ['z', 5],
      ],
    ],
  },
  {
    name: 'mapWithState is called for each record with the state that the record before left',
    input: [['a', 'a', 'b'], [], ['a']],
    partitions: 1,
    operate: (s) => s.map(one).mapWithState(counting()),
    output: [
      [
        ['a', 1],
        ['a', 2],
        ['b', 1],
      ],
      [],
      [['a', 3]],
    ],
  },
  {
    name: 'mapWithState carries state over batches without an RDD, which give an empty RDD',
    input: [null, ['a'], null, ['a']],
    operate: (s) => s.map(one).mapWithState(counting()),
    output: [[], [['a', 1]], [], [['a', 2]]],
  },
  {
    name: 'stateSnapshots gives the entire state after each batch',
    input: [['a', 'b'], ['a'], []],
    operate: (s) => s.map(one).mapWithState(counting()).stateSnapshots(),
    output: [
      [
        ['a', 1],
        ['b', 1],
      ],
      [
        ['a', 2],
        ['b', 1],
      ],
      [
        ['a', 2],
        ['b', 1],
      ],
    ],
  },
  {
    name: 'mapWithState forgets a removed state',
    input: [['a'], ['a'], ['a']],
    operate: (s) =>
      s.map(one).mapWithState(
        StateSpec.function((key: string, _value: number | undefined, state: any) => {
          const seen = state.exists()
          if (seen) state.remove()
          else state.update(1)
          return [key, seen]
        }),
      ),
    output: [[['a', false]], [['a', true]], [['a', false]]],
  },
  {
    name: 'the function with time may emit nothing',
    input: [['a', 'b'], ['b']],
    operate: (s) =>
      s.map(one).mapWithState(
        StateSpec.function((_time: unknown, key: string, _value: number | undefined, state: any) => {
          state.update(1)
          return key === 'b' ? key : undefined
        }),
      ),
    output: [['b'], ['b']],
  },
  {
    name: 'mapWithState begins with initial state',
    input: [['a']],
    operate: (s, _, ssc) =>
      s
        .map(one)
        .mapWithState(
          counting().initialState(
            ssc.sparkContext.parallelize([
              ['a', 10],
              ['z', 1],
            ] as [string, number][]),
          ),
        )
        .stateSnapshots(),
    output: [
      [
        ['a', 11],
        ['z', 1],
      ],
    ],
  },
  {
    name: 'time-outs are swept in the tenth batch, and any record of the key protects it',
    input: [['a', 'b'], [], [], [], [], [], ['b'], [], [], [], []],
    operate: (s) => s.map(one).mapWithState(counting().timeout(seconds(5))),
    output: [
      [
        ['a', 1],
        ['b', 1],
      ],
      [],
      [],
      [],
      [],
      [],
      [['b', 2]],
      [],
      [],
      [['a timed out', 1]],
      [],
    ],
  },
  {
    name: 'snapshots hold a key that timed out until it is swept',
    input: [['a'], [], [], [], [], [], [], [], [], [], []],
    operate: (s) =>
      s
        .map(one)
        .mapWithState(counting().timeout(seconds(2)))
        .stateSnapshots(),
    output: [
      [['a', 1]],
      [['a', 1]],
      [['a', 1]],
      [['a', 1]],
      [['a', 1]],
      [['a', 1]],
      [['a', 1]],
      [['a', 1]],
      [['a', 1]],
      [],
      [],
    ],
  },
]
