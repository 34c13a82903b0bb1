import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type CallOnBoard, ProgressBoard } from './progress-board.ts'

test('what one thread shows, another reads in the same memory', () => {
  const driver = new ProgressBoard()
  const worker = new ProgressBoard(driver.memory)
  assert.deepEqual([driver.beats, driver.task, driver.call], [0, undefined, undefined])

  assert.equal(worker.enter(0, 7), true)
  assert.deepEqual([driver.beats, driver.task, driver.call], [1, { order: 0, partition: 7 }, undefined])

  const call: CallOnBoard = { state: 'record', number: 3, site: 'map (a.ts:1)', record: "'grüße \\u0000'" }
  worker.show(call)
  assert.deepEqual([driver.beats, driver.call], [2, call])
  worker.show({ ...call, state: 'drained', record: '' })
  assert.deepEqual(driver.call, { ...call, state: 'drained', record: '' })

  worker.leave()
  assert.deepEqual([driver.beats, driver.task, driver.call], [4, undefined, undefined])
})

test('texts are cut, however many bytes their characters take', () => {
  const board = new ProgressBoard()
  for (const c of ['x', 'ü', '猫', '\u0000', '🐈']) {
    board.show({ state: 'record', number: 1, site: c.repeat(2000), record: c.repeat(2000) })
    assert.deepEqual(board.call, {
      ...{ state: 'record', number: 1 },
      ...{ site: c.repeat(2000).slice(0, 500), record: c.repeat(2000).slice(0, 500) },
    })
  }
})

test('a task that is to end is told when it goes on', () => {
  const driver = new ProgressBoard()
  const worker = new ProgressBoard(driver.memory)
  worker.enter(4, 0)
  driver.end(4)
  assert.deepEqual([worker.enter(5, 0), worker.enter(4, 1)], [true, false])
})

test('beats go on when their number is used up', () => {
  const board = new ProgressBoard()
  new Int32Array(board.memory)[0] = 2 ** 31 - 1
  board.beat()
  assert.equal(board.beats, -(2 ** 31))
})
