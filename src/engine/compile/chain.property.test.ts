import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { nonNegativeMod } from '../../kernel/hash.ts'
import { KeyMap } from '../../kernel/key-map.ts'
import { Chain } from './chain.ts'
import { type AnyFunction, Gathered, type SinkOp, type StepOp, type Trace } from './op.ts'

/** A step over whole numbers or pairs of them, and what it means, written as plainly as can be. */
interface Stage {
  readonly op: StepOp
  readonly f: (value: any) => any
}

const plain = (records: any[], { op, f }: Stage): any[] => {
  switch (op) {
    case 'map':
      return records.map((x) => f(x))
    case 'filter':
      return records.filter((x) => f(x))
    case 'flatMap':
      return records.flatMap((x) => [...f(x)])
    case 'mapValues':
      return records.map(([k, v]) => [k, f(v)])
    case 'flatMapValues':
      return records.flatMap(([k, v]) => [...f(v)].map((item) => [k, item]))
  }
}

const set = (n: number): Set<number> => new Set([n, n + 1])
const valueStages: readonly Stage[] = [
  { op: 'mapValues', f: (v) => v + 1 },
  { op: 'flatMapValues', f: (v) => (v % 2 === 0 ? [v, -v] : []) },
  { op: 'flatMapValues', f: (v) => set(v % 7) },
  { op: 'map', f: ([k, v]) => [(v % 3) + 0, k] },
  { op: 'filter', f: ([k, v]) => (k + v) % 3 !== 0 },
  { op: 'flatMap', f: (pair) => [pair, pair] },
  {
    op: 'flatMap',
    f: function* ([k, v]) {
      yield [k, v]
      yield [(v % 5) + 0, k]
    },
  },
]

const stages = fc.array(fc.constantFrom(...valueStages), { maxLength: 6 })
const input = fc.array(fc.tuple(fc.integer({ min: -9, max: 9 }), fc.integer({ min: -99, max: 99 })), { maxLength: 12 })

const chainOf = (steps: readonly Stage[], sinks: readonly (readonly [SinkOp, AnyFunction?])[]): Chain => {
  let chain = Chain.EMPTY
  for (const { op, f } of steps) chain = chain.append(op, f)
  for (const [op, f] of sinks) chain = chain.append(op, f)
  return chain
}

/** Records are run in pieces of three. */
const rethrow: Trace = { fail: (error) => error, beat: () => 3 }
const add = (a: number, b: number): number => a + b
const addPairs = ([a, b]: number[], [c, d]: number[]): number[] => [
  (a as number) + (c as number),
  (b as number) + (d as number),
]

const gathered = (limit: number): Gathered =>
  Object.assign(new Gathered(), {
    limit,
    value: [0, 0],
    buckets: [[], [], []],
    partitionOf: (key: number) => nonNegativeMod(key, 3),
    sums: new KeyMap(),
    groups: new KeyMap(),
    side: 1,
    sides: 2,
  })

const grouped = (records: any[]): [any, any[]][] => {
  const groups = new Map<any, any[]>()
  for (const [k, v] of records) groups.set(k, [...(groups.get(k) ?? []), v])
  return [...groups]
}

/** Each sink with what it is to have gathered of the records that reach it. */
const sinks: readonly {
  ops: readonly (readonly [SinkOp, AnyFunction?])[]
  of: (s: Gathered) => any
  means: (records: any[], limit: number) => any
}[] = [
  { ops: [['collect']], of: (s) => s.out, means: (records) => records },
  { ops: [['take']], of: (s) => s.out, means: (records, limit) => records.slice(0, limit) },
  { ops: [['count']], of: (s) => s.count, means: (records) => records.length },
  {
    ops: [['reduce', addPairs]],
    of: (s) => (s.full ? [s.value] : []),
    means: (records) => (records.length === 0 ? [] : [records.reduce(addPairs)]),
  },
  { ops: [['fold', addPairs]], of: (s) => s.value, means: (records) => records.reduce(addPairs, [0, 0]) },
  {
    ops: [['bucket']],
    of: (s) => s.buckets,
    means: (records) => [0, 1, 2].map((p) => records.filter(([k]) => nonNegativeMod(k, 3) === p)),
  },
  {
    ops: [
      ['create', (v: number) => v * 2],
      ['merge', add],
    ],
    of: (s) => [...(s.sums?.values() ?? [])],
    means: (records) => grouped(records).map(([k, vs]) => [k, vs.slice(1).reduce(add, vs[0] * 2)]),
  },
  {
    ops: [['absorb', add]],
    of: (s) => [...(s.sums?.values() ?? [])],
    means: (records) => grouped(records).map(([k, vs]) => [k, vs.reduce(add)]),
  },
  {
    ops: [['group']],
    of: (s) => [...(s.groups?.values() ?? [])],
    means: (records) => grouped(records).map(([k, vs]) => [k, [[], vs]]),
  },
]

test('a chain means the same compiled, as closures, and step by step', () => {
  fc.assert(
    fc.property(
      stages,
      input,
      fc.constantFrom(...sinks),
      fc.integer({ min: 1, max: 5 }),
      (steps, records, sink, limit) => {
        const expected = sink.means(steps.reduce(plain, records as any[]), limit)
        const chain = chainOf(steps, sink.ops)
        for (const generated of [true, false])
          for (const form of [records, new Set(records)])
            for (const _ of ['shared by its shape', 'its own', 'its own again']) {
              const s = gathered(limit)
              chain.run(form, 0, s, rethrow, generated)
              assert.deepEqual(sink.of(s), expected)
            }
        const s = gathered(limit)
        if (!chain.closures(records, 0, s, rethrow, 1)) chain.run(records, 1, s, rethrow, true)
        assert.deepEqual(sink.of(s), expected)
      },
    ),
    { numRuns: 300 },
  )
})

test('what is pulled from a chain is what would be pushed', () => {
  fc.assert(
    fc.property(stages, input, (steps, records) => {
      const expected = steps.reduce(plain, records as any[])
      for (const generated of [true, false, true])
        assert.deepEqual([...chainOf(steps, []).pull(records, rethrow, generated)], expected)
    }),
    { numRuns: 200 },
  )
})

test('whatever throws, the op and the record before it are told', () => {
  const position = fc.integer({ min: 0, max: 5 })
  fc.assert(
    fc.property(stages, input, position, fc.integer({ min: 1, max: 8 }), (steps, records, where, countdown) => {
      // The function at `where` throws when it is called for the `countdown`th time.
      const at = Math.min(where, steps.length - 1)
      if (at < 0) return
      const told = [true, false].map((generated) => {
        let left = countdown
        const failing = steps.map((step, k): Stage => {
          if (k !== at) return step
          const f = (value: any): any => {
            if (--left === 0) throw new Error('here')
            return step.f(value)
          }
          return { op: step.op, f }
        })
        let found: unknown
        const trace: Trace = {
          beat: () => 3,
          fail: (error, op, record, from) => {
            const given = failing.slice(from, op).reduce(plain, [record])
            found = { op, given, message: (error as Error).message }
            return error
          },
        }
        try {
          chainOf(failing, [['collect']]).run(records, 0, gathered(1), trace, generated)
        } catch {}
        return found
      })
      assert.deepEqual(told[0], told[1])
      if (told[0] !== undefined) assert.equal((told[0] as { op: number }).op, at)
    }),
    { numRuns: 300 },
  )
})
