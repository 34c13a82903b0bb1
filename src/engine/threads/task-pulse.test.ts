import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ManualClock } from '../../kernel/clock/manual.ts'
import type { Heap } from '../../kernel/heap.ts'
import { Site } from '../../kernel/site.ts'
import { MemoryWatch } from './memory-watch.ts'
import { ProgressBoard } from './progress-board.ts'
import { TaskPulse } from './task-pulse.ts'

const site = new Site('map')

const parts = (): ConstructorParameters<typeof TaskPulse>[0] & { clock: ManualClock; looks: number } => {
  const heap: Heap = {
    limit: 100,
    used: () => {
      made.looks++
      return 0
    },
    left: () => undefined,
  }
  const memory = new MemoryWatch(heap, () => assert.fail('ended'))
  const made = { board: new ProgressBoard(), clock: new ManualClock(), memory, showRecords: true, looks: 0 }
  return made
}

test('quick records are told in large pieces, slow ones one by one; the memory is looked at now and then', () => {
  const own = parts()
  const pulse = new TaskPulse(own, { order: 1, partition: 0 }, undefined)
  const sizes = [...Array(12)].map(() => pulse.beat(site))
  assert.deepEqual(sizes.slice(0, 4), [32, 64, 128, 256])
  assert.equal(sizes.at(-1), 8192)
  assert.equal(own.looks, 0)
  const slower = [...Array(6)].map(() => {
    own.clock.advance(20)
    return pulse.beat(site)
  })
  assert.deepEqual(slower, [1024, 128, 16, 2, 1, 1])
  own.clock.advance(4)
  assert.deepEqual([pulse.beat(site), own.looks], [1, 7])
})

test('each beat is on the board, and ends a task that is to end', () => {
  const own = parts()
  const pulse = new TaskPulse(own, { order: 1, partition: 3 }, undefined)
  pulse.beat(site)
  assert.deepEqual([own.board.beats, own.board.task], [1, { order: 1, partition: 3 }])
  assert.equal(pulse.careful, undefined)
  own.board.end(1)
  assert.throws(() => pulse.beat(site), { message: 'E_ABORTED: the job was cancelled.' })
})

test('a task that is run carefully shows each record', () => {
  const own = parts()
  const { careful } = new TaskPulse(own, { order: 1, partition: 3 }, [{ site: 'map', number: 2, record: '8' }])
  assert.deepEqual([careful?.enter(site, 7), careful?.enter(site, 8)], [false, true])
  assert.deepEqual(own.board.call, { state: 'record', number: 2, site: 'map', record: '8' })
})
