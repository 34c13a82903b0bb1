import assert from 'node:assert/strict'
import { test } from 'node:test'
import { counted, identity, SmallRdds } from '../../../test/engine/small-rdds.ts'
import type { StateFunction } from '../../rdd/node.ts'
import type { RDD } from '../../rdd/rdd.ts'
import { StorageLevel } from '../../rdd/storage-level.ts'

/** Adds the numbers of a batch to the sum of their key, and answers the sums that changed. */
const counting: StateFunction = function* (draft, [records]) {
  for (const [key, n] of records ?? []) {
    const sum = (draft.get(key) ?? 0) + n
    draft.set(key, sum)
    yield [key, sum]
  }
}

const batch = (r: SmallRdds, records: any[], from: number | undefined, to: number, previous?: RDD<any>) =>
  r.state(r.source(records), {
    operator: 'sums',
    from,
    to,
    f: counting,
    ...(previous === undefined ? {} : { previous }),
  })

test('each batch takes the state from one version to the next', async () => {
  const r = new SmallRdds()
  assert.equal(r.sc.backend.stateVersion('sums', 1), undefined)
  assert.deepEqual(await r.collect(batch(r, [['a', 1]], undefined, 1000)), [[['a', 1]]])
  assert.deepEqual(await r.collect(batch(r, [['a', 2]], 1000, 2000)), [[['a', 3]]])
  assert.equal(r.sc.backend.stateVersion('sums', 1), 2000)
})

test('a batch that was not run yet is run first', async () => {
  const r = new SmallRdds()
  const first = batch(r, [['a', 1]], undefined, 1000)
  const second = batch(r, [['a', 2]], 1000, 2000, first)
  const third = batch(r, [['a', 4]], 2000, 3000, second)
  assert.deepEqual(await r.collect(third), [[['a', 7]]])
})

test('thousands of batches behind are no deeper a stack', async () => {
  const r = new SmallRdds()
  let last = batch(r, [['a', 1]], undefined, 1)
  for (let t = 2; t <= 3000; t++) last = batch(r, [['a', 1]], t - 1, t, last)
  assert.deepEqual(await r.collect(last), [[['a', 3000]]])
})

test('records that were lost are computed again on a copy', async () => {
  const r = new SmallRdds()
  await r.collect(batch(r, [['a', 1]], undefined, 1000))
  const second = batch(r, [['a', 2]], 1000, 2000)
  assert.deepEqual(await r.collect(second), [[['a', 3]]])
  assert.deepEqual(await r.collect(second), [[['a', 3]]])
  assert.deepEqual(await r.collect(batch(r, [['a', 4]], 2000, 3000)), [[['a', 7]]])
})

test('with a view the state answers for itself, and the input is not read again', async () => {
  const r = new SmallRdds()
  const same = counted(identity)
  const source = r.step(
    r.source([
      ['a', 1],
      ['b', 2],
    ]),
    'map',
    same,
  )
  const view = (state: Iterable<any>): Iterable<any> => [...state]
  const rdd = r.state(source, { operator: 'sums', from: undefined, to: 1000, f: counting, view })
  await r.collect(rdd)
  assert.deepEqual(await r.collect(rdd), [
    [
      ['a', 1],
      ['b', 2],
    ],
  ])
  assert.equal(same.calls, 2)
})

test('a task that fails leaves the state as it was', async () => {
  const r = new SmallRdds()
  let failures = 2
  const rdd = r.state(r.source([['a', 1]]), {
    operator: 'sums',
    from: undefined,
    to: 1000,
    f: function* (draft, inputs, place) {
      yield* counting(draft, inputs, place)
      if (failures-- > 0) throw new Error('late')
    },
  })
  r.sc.backend.persist(rdd, StorageLevel.MEMORY_ONLY)
  assert.deepEqual(await r.collect(rdd), [[['a', 1]]])
  assert.deepEqual(await r.collect(rdd), [[['a', 1]]])
})

test('a batch that failed for good and is forgotten is left out', async () => {
  const r = new SmallRdds()
  assert.deepEqual(await r.collect(batch(r, [['a', 1]], 1000, 2000)), [[['a', 1]]])
})

test('a version before the newest cannot be made again: our bug, and it is said', async () => {
  const r = new SmallRdds()
  await r.collect(batch(r, [['a', 1]], undefined, 2000))
  await assert.rejects(r.collect(batch(r, [], 1000, 1500)), {
    message:
      "BUG_INVARIANT at updateStateByKey: the state of 'sums' is at version 2000 and cannot be taken from 1000 to 1500.",
  })
})
