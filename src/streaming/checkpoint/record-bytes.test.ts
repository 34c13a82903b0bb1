import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parcel } from '../../kernel/parcel.ts'
import { decodeRecord, encodeRecord } from './record-bytes.ts'
import type { CheckpointRecord, DoneRecord } from './records.ts'

const version = { operator: 'sums', partition: 1, to: 2000, begins: true, ends: false, isFirst: false }
const done = (sum: unknown): DoneRecord => {
  const states = [0, 3, 70_000].map((length) => ({ ...version, changes: new Uint8Array(length).fill(7) }))
  return { kind: 'done', time: 3000, stands: 2000, states, accumulators: [['n', sum]] }
}
const decided = (what: unknown): CheckpointRecord => ({ kind: 'decided', time: 1000, inputs: [['lines', what]] })
const base: CheckpointRecord = {
  ...{ kind: 'base', starts: true, job: 'sums', millstream: '0', epoch: 1, zero: 0, batch: 1000, remember: 2000 },
  ...{ states: [], inputs: [{ name: 'lines', kind: 'file', position: new Map([['a', 1n]]), decisions: [] }] },
  relaid: [{ ...version, changes: Uint8Array.of(1, 2) }],
}

test('a record is what it was, with values that JSON keeps and with others', () => {
  for (const value of [1, 'x', { first: 5 }, 0.5, -0, Number.NaN, 1n, [1], undefined, new Map([[1, 2]])])
    for (const record of [done(value), decided(value), base]) {
      const payload = Buffer.concat(encodeRecord(record))
      assert.deepStrictEqual(decodeRecord(payload, 0, 'here'), record)
    }
})

test('what is no record is refused', () => {
  for (const value of ['null', '[]', '{"kind":"done"}', '{"kind":"done","states":[]}', '{'])
    for (const pieces of [[], [Uint8Array.of(1)]]) {
      if (value.endsWith('[]}') && pieces.length === 0) continue
      const bytes = parcel(2, [Buffer.from(value), ...pieces])
      assert.throws(() => decodeRecord(bytes, 3, 'here'), { code: 'STATE_CORRUPT', at: 'here' })
    }
})

test('what batches write goes round the serializer of V8 where it can', () => {
  const first = (record: CheckpointRecord): number | undefined => encodeRecord(record)[1]?.[0]
  assert.deepEqual([done(1), decided(5), decided({ from: 1, to: 2 })].map(first), [123, 123, 123])
  assert.deepEqual([done(1n), decided([1]), base].map(first), [255, 255, 255])
})

test('changes are not copied, however many there are', () => {
  const payload = Buffer.concat(encodeRecord(done(1)))
  const read = decodeRecord(payload, 0, 'here') as DoneRecord
  assert.deepEqual(
    read.states.map(({ changes }) => [changes.length, changes.buffer === payload.buffer]),
    [0, 3, 70_000].map((length) => [length, true]),
  )
})

test('bytes that an input has decided keep none of what lies around them in memory', () => {
  const around = Buffer.concat([new Uint8Array(100_000), ...encodeRecord(decided(Uint8Array.of(1)))])
  const record = decodeRecord(around.subarray(100_000), 0, 'here')
  const [, bytes] = record.kind === 'decided' ? (record.inputs[0] ?? []) : []
  assert.ok(bytes instanceof Uint8Array)
  assert.deepEqual([...bytes], [1])
  assert.ok(bytes.buffer.byteLength < 1000)
})
