import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Chain } from './chain.ts'
import { type AnyFunction, type CarefulTrace, Gathered, type StepOp, type Trace } from './op.ts'

interface Stage {
  readonly op: StepOp
  readonly f: AnyFunction
  readonly plain: (record: any) => any[]
}

const stage = (op: StepOp, f: (value: any) => any, plain: (record: any) => any[]): Stage => ({ op, f, plain })

const STAGES: readonly Stage[] = [
  stage(
    'map',
    ([k, v]) => [v, k],
    ([k, v]) => [[v, k]],
  ),
  stage(
    'filter',
    ([k]) => k % 2 === 0,
    (pair) => (pair[0] % 2 === 0 ? [pair] : []),
  ),
  stage(
    'mapValues',
    (v) => v + 1,
    ([k, v]) => [[k, v + 1]],
  ),
  stage(
    'flatMap',
    function* (pair) {
      yield pair
      yield pair
    },
    (pair) => [pair, pair],
  ),
  stage(
    'flatMapValues',
    (v) => [v, v + 1],
    ([k, v]) => [
      [k, v],
      [k, v + 1],
    ],
  ),
]

/** Each stage leaves out the record that it is given as number `skips[k]`, counted from 0. */
const model = (records: any[], stages: readonly Stage[], skips: readonly number[]): any[] =>
  stages.reduce((all, { plain }, k) => all.filter((_, n) => n !== skips[k]).flatMap(plain), records)

class Careful implements CarefulTrace {
  readonly given: any[][] = []
  resumed = 0
  readonly #skips: readonly number[]

  constructor(skips: readonly number[]) {
    this.#skips = skips
  }

  enter(at: number, record: unknown): boolean {
    this.given[at] ??= []
    this.given[at].push(record)
    return this.given[at].length - 1 === this.#skips[at]
  }

  resume(): void {
    this.resumed++
  }
}

const pairs = fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 9 })), { maxLength: 8 })
const chains = fc.array(fc.constantFrom(...STAGES), { minLength: 1, maxLength: 4 })
const skips = fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 4, maxLength: 4 })

test('run carefully, each function is told each record, and the records that are to be left out are left out', () => {
  fc.assert(
    fc.property(pairs, chains, skips, (records, stages, skipped) => {
      let chain = Chain.EMPTY
      for (const { op, f } of stages) chain = chain.append(op, f)
      const expected = model(records, stages, skipped)
      const given = stages.map((_, k) => model(records, stages.slice(0, k), skipped))
      const check = (run: (trace: Trace) => any[]): void => {
        const careful = new Careful(skipped)
        assert.deepEqual(run({ fail: (error) => error, beat: () => 2, careful }), expected)
        assert.deepEqual(
          given.map((_, k) => careful.given[k] ?? []),
          given,
        )
      }
      for (const form of [records, new Set(records)])
        check((trace) => {
          const s = new Gathered()
          chain.append('collect').run(form, 0, s, trace, false)
          return s.out
        })
      check((trace) => [...chain.pull(records, trace, false)])
    }),
    { numRuns: 300 },
  )
})
