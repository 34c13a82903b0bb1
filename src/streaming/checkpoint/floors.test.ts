import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Floors } from './floors.ts'

const version = (to: number, marks: { begins?: boolean; ends?: boolean; isFirst?: boolean } = {}) => ({
  ...{ operator: 'sums', partition: 0, to, changes: new Uint8Array(0), begins: false, ends: false, isFirst: false },
  ...marks,
})

test('a log is read from the last base that is durable', () => {
  const floors = new Floors(3)
  assert.equal(floors.floor(0, 9), 3)
  floors.noteBase(3)
  floors.noteBase(13)
  assert.equal(floors.floor(0, 12), 3)
  assert.equal(floors.floor(0, 13), 13)
  floors.noteBase(20)
  assert.equal(floors.floor(0, 19), 13)
})

test('and from the beginning of a round through each state, whose end is durable', () => {
  const floors = new Floors(0)
  floors.noteBase(0)
  floors.note(version(1000, { isFirst: true, begins: true }), 2)
  floors.note(version(2000), 4)
  floors.note(version(3000, { ends: true }), 6)
  floors.noteBase(7)
  floors.note(version(4000, { begins: true }), 8)
  floors.note(version(5000, { ends: true }), 10)
  floors.noteBase(11)
  assert.equal(floors.floor(5000, 9), 2, 'the end of the second round may be lost')
  assert.equal(floors.floor(4000, 10), 2, 'it was not over yet with the oldest version')
  assert.equal(floors.floor(5000, 10), 7, 'the base behind it may be lost')
  assert.equal(floors.floor(5000, 11), 8)
})

test('a state of which nothing was told yet needs all that there is', () => {
  const floors = new Floors(5)
  floors.expect('sums', 0)
  floors.noteBase(9)
  assert.equal(floors.floor(5000, 9), 5)
  floors.note(version(1000, { begins: true, ends: true }), 10)
  assert.equal(floors.floor(5000, 10), 9)
})
