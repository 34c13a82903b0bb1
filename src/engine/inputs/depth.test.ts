import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SmallRdds } from '../../../test/engine/small-rdds.ts'
import type { RDD } from '../../rdd/rdd.ts'
import { cutsOf, DEEPEST } from './depth.ts'
import type { Reader } from './reader.ts'

/** What the walk asks a reader: `kept` are the RDDs that are persisted, `there` those of them that are at hand. */
const readerWith = (kept: readonly RDD<any>[] = [], there: readonly RDD<any>[] = []): Reader =>
  ({
    isAtHand: (rdd: RDD<any>) => there.includes(rdd),
    isStep: (rdd: RDD<any>) => rdd.node.body.kind === 'step' && !kept.includes(rdd),
    ground: { kept: { level: (rdd: RDD<any>) => (kept.includes(rdd) ? 'any' : undefined) } },
  }) as unknown as Reader

const row = (r: SmallRdds, first: RDD<any>, length: number): RDD<any>[] => {
  const all = [first]
  for (let i = 0; i < length; i++) all.push(r.partition(all.at(-1) as RDD<any>, (records) => records))
  return all
}

const last = (rdds: readonly RDD<any>[]): RDD<any> => rdds.at(-1) as RDD<any>

const cuts = (reader: Reader, rdd: RDD<any>): RDD<any>[] => [...cutsOf(reader, rdd, 0)].map((cut) => cut.rdd)

test('the depth of an RDD is that of its deepest parent and one, within the stage', () => {
  const r = new SmallRdds()
  const source = r.source([1])
  const deep = last(row(r, source, 10))
  const both = r.partition([source, deep], (a) => a)
  assert.deepEqual(
    [source, deep, both, r.sumByKey(deep)].map(({ node }) => node.depth),
    [1, 11, 12, 1],
  )
})

test('a lineage is cut each time that it becomes too deep, deepest cut first', () => {
  const r = new SmallRdds()
  const all = row(r, r.source([1]), 3 * DEEPEST)
  assert.deepEqual(cuts(readerWith(), last(all.slice(0, DEEPEST))), [])
  // A cut is read as if it had nothing behind it.
  const [first, second, third] = [all[DEEPEST - 1], all[2 * DEEPEST - 1], all[3 * DEEPEST - 1]]
  assert.deepEqual(cuts(readerWith(), last(all)), [first, second, third])
})

test('what is at hand is not looked behind, and steps count for little unless they are kept', () => {
  const r = new SmallRdds()
  const all = row(r, r.source([1]), 2 * DEEPEST - 10)
  const middle = all[DEEPEST] as RDD<any>
  assert.deepEqual(cuts(readerWith([middle], [middle]), last(all)), [])
  const steps = [r.source([1])]
  for (let i = 0; i < 2 * DEEPEST; i++) steps.push(r.step(last(steps), 'map', (x) => x))
  assert.deepEqual(cuts(readerWith(), last(steps)), [])
  assert.equal(cuts(readerWith(steps), last(steps)).length, 2)
})
