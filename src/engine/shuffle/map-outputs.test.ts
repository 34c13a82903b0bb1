import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SmallRdds } from '../../../test/engine/small-rdds.ts'
import type { ShuffleDependency } from '../../rdd/node.ts'
import { Unplanned } from '../unplanned.ts'
import { type MapOutput, ShuffleStore } from './map-outputs.ts'

const output = (changeable: boolean, ...buckets: (readonly any[])[]): MapOutput => ({ buckets, changeable })

function shuffle(): { store: ShuffleStore; dependency: ShuffleDependency } {
  const r = new SmallRdds()
  return { store: new ShuffleStore(), dependency: r.shuffle(r.source([1], [2]), 2) as ShuffleDependency }
}

test('outputs are complete when every map partition has one', () => {
  const { store, dependency } = shuffle()
  assert.deepEqual([store.isComplete(dependency), store.missing(dependency)], [false, [0, 1]])
  assert.throws(() => store.read(dependency, 0, 1), Unplanned)
  store.put(dependency, 1, output(false, [], ['b']))
  assert.deepEqual([store.isComplete(dependency), store.missing(dependency)], [false, [0]])
  store.put(dependency, 0, output(false, ['a'], ['c']))
  store.put(dependency, 0, output(false, ['a'], ['c']))
  assert.deepEqual([store.isComplete(dependency), store.missing(dependency)], [true, []])
  assert.deepEqual(store.read(dependency, 0, 1), [['a']])
  assert.deepEqual(store.read(dependency, 1, 1), [['c'], ['b']])
  assert.deepEqual(store.read(dependency, 1, 2), [['c'], ['b']])
})

test('changeable buckets are read once; a task that needs them again gets a copy for each time', () => {
  const { store, dependency } = shuffle()
  const fill = (): void => {
    for (const p of store.missing(dependency)) store.put(dependency, p, output(true, [`${p}`], []))
  }
  fill()
  assert.deepEqual(store.read(dependency, 0, 1), [['0'], ['1']])
  assert.throws(() => store.read(dependency, 0, 2), Unplanned)
  assert.deepEqual(store.missing(dependency), [0, 1, 0, 1])
  fill()
  for (const time of [1, 2]) assert.deepEqual(store.read(dependency, 0, time), [['0'], ['1']])
  // Another task, which reads another partition, finds both copies.
  for (const time of [1, 2]) store.require(dependency, 1, time)
  assert.throws(() => store.require(dependency, 0, 1), Unplanned)
  assert.deepEqual(store.missing(dependency), [0, 1, 0, 1])
})
