import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type RDD, SparkContext } from '../../index.ts'
import type { Stage } from '../tasks.ts'
import type { Crew } from './crew.ts'
import type { Member } from './member.ts'
import { Placement, type PlacementParts } from './placement.ts'
import { RemoteOutput, type ThreadHoldings } from './thread-holdings.ts'

const sc = new SparkContext('local', 'placement')
const members = [{ number: 0 }, { number: 1 }] as unknown as Member[]

interface Lying {
  readonly kept?: (rdd: RDD<any>, p: number) => Member | undefined
  readonly outputs?: readonly RemoteOutput[]
}

function placement({ kept = () => undefined, outputs = [] }: Lying = {}, most = 10): Placement {
  const crew = { numbered: (p: number) => members[p % 2], idlest: () => members[1] } as unknown as Crew
  const holdings = {
    whereKept: kept,
    bytesKept: () => 64,
    outputs: () => outputs,
  } as unknown as ThreadHoldings
  const parts: PlacementParts = { crew, holdings, most, received: () => 640 }
  return new Placement(parts)
}

const stage = (rdd: RDD<any>, kind: 'count' | 'partition' = 'count'): Stage<any> =>
  ({
    rdd,
    partitions: Array.from({ length: rdd.node.partitions }, (_, p) => p),
    work: { kind: 'action', action: { kind } },
  }) as unknown as Stage<any>

const numbers = (n: number): RDD<number> => sc.parallelize([...new Array(n).keys()], 2)

test('what reads little runs on the worker that has the least to do', () => {
  const placing = placement().place(stage(numbers(10).map((x) => x + 1)))
  assert.deepEqual({ kind: placing.kind, records: placing.weight?.records }, { kind: 'one', records: 10 })
  assert.equal(placing.kind === 'one' && placing.member, members[1])
})

test('what reads more is spread', () => {
  assert.equal(placement().place(stage(numbers(11))).kind, 'spread')
  assert.equal(placement().place(stage(sc.range(0, 11))).kind, 'spread')
  assert.equal(placement().place(stage(sc.union([numbers(6), numbers(5)]))).kind, 'spread')
})

test('what reads nothing runs on no worker, unless a function is called for it', () => {
  assert.equal(placement().place(stage(numbers(0).filter((x) => x > 0))).kind, 'here')
  assert.equal(placement().place(stage(numbers(0).mapPartitions((records) => records))).kind, 'one')
  assert.equal(placement().place(stage(numbers(0), 'partition')).kind, 'one')
})

test('nothing is tiny when the setting is 0', () => {
  assert.equal(placement({}, 0).place(stage(numbers(0))).kind, 'spread')
})

test('what is kept on one worker is read there; what is kept on two is spread', () => {
  const rdd = numbers(2)
  const [first, second] = members as [Member, Member]
  const onFirst = placement({ kept: (at) => (at === rdd ? first : undefined) }).place(stage(rdd.map((x) => x)))
  assert.equal(onFirst.kind === 'one' && onFirst.member, first)
  const onBoth = placement({ kept: (at, p) => (at === rdd ? (p === 0 ? first : second) : undefined) })
  assert.equal(onBoth.place(stage(rdd.map((x) => x))).kind, 'spread')
  assert.equal(onBoth.of(rdd, 1), second)
})

test('outputs of map tasks that stayed with their worker are read where their numbers say', () => {
  const summed = numbers(4)
    .map((x) => [x, 1] as const)
    .reduceByKey((a, b) => a + b)
  const output = (open: boolean) => new RemoteOutput(members[0] as Member, { open, own: [], buckets: [] })
  assert.equal(placement({ outputs: [output(false)] }).place(stage(summed)).kind, 'spread')
  assert.equal(placement({ outputs: [output(true)] }).place(stage(summed)).kind, 'here')
  assert.equal(placement({ outputs: [output(false)] }).isOpen(summed, 0), false)
  assert.equal(placement({ outputs: [output(true)] }).isOpen(summed, 0), true)
})

test('few records that are hard are spread once that is known, and until it has got better', () => {
  const placed = placement()
  const rdd = numbers(10)
  placed.learn(rdd, 10, 5)
  assert.equal(placed.place(stage(rdd)).kind, 'spread')
  for (let i = 0; i < 6; i++) placed.learn(rdd, 10, 0.1)
  assert.equal(placed.place(stage(rdd)).kind, 'one')
})
