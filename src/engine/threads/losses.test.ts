import assert from 'node:assert/strict'
import { test } from 'node:test'
import { StreamError } from '../../kernel/errors.ts'
import { LineLogger } from '../../kernel/log.ts'
import { Site } from '../../kernel/site.ts'
import { Losses, type StuckPolicy } from './losses.ts'
import { MemoryShortage } from './memory-shortage.ts'
import type { CallOnBoard } from './progress-board.ts'
import { Standstill, WouldNotEnd } from './standstill.ts'

function lossesOf(policy: StuckPolicy, most = 2): { losses: Losses; logged: string[] } {
  const logged: string[] = []
  const logger = new LineLogger((line) => logged.push(line))
  return { losses: new Losses({ site: new Site('collect'), most, policy, logger }), logged }
}

const stuck = (order: number, partition: number, call?: Partial<CallOnBoard>): Standstill => {
  const full = call && { state: 'record' as const, number: 1, site: 'map', record: '7', ...call }
  return new Standstill({ order, partition }, full, 60_000)
}

test('a task that stood still is run carefully, and then its stage fails', () => {
  const { losses } = lossesOf('fail')
  assert.equal(losses.careful([0, 1]), undefined)
  assert.equal(losses.lost(0, stuck(5, 1), 'own', [0, 1]), undefined)
  assert.deepEqual(losses.careful([0, 1]), new Map([[1, []]]))
  assert.equal(
    losses.lost(0, stuck(6, 1, {}), 'own', [1])?.message,
    'E_STUCK at map: the function did not come back for 1.0 min (record 7, number 1 of partition 1). ' +
      'Mend the function or raise millstream.stuck.deadline; millstream.stuck.policy=skip leaves such records out.',
  )
  assert.match(
    String(losses.lost(0, stuck(6, 1), 'own', [1])?.message),
    /^E_STUCK at collect: the task did not come back for 1\.0 min \(partition 1\)\. /,
  )
})

test('a record that is to be left out is, and others of the task after it; where there is none, the stage fails', () => {
  const { losses, logged } = lossesOf('skip')
  losses.lost(0, stuck(1, 3), 'own', [3])
  assert.equal(losses.lost(0, stuck(2, 3, {}), 'own', [3]), undefined)
  assert.equal(losses.lost(0, stuck(3, 3, { number: 9, record: '' }), 'own', [3]), undefined)
  assert.deepEqual(
    losses.careful([3]),
    new Map([
      [
        3,
        [
          { site: 'map', number: 1, record: '7' },
          { site: 'map', number: 9, record: '' },
        ],
      ],
    ]),
  )
  assert.deepEqual(logged, [
    'WARN map did not come back for 1.0 min from a record, which is left out (record 7, number 1 of partition 3; 1 left out of this stage)',
    'WARN map did not come back for 1.0 min from a record, which is left out (record number 9 of partition 3; 2 left out of this stage)',
  ])
  const texts = (['begun', 'drained'] as const).map(
    (state) => losses.lost(0, stuck(4, 3, { state }), 'own', [3])?.message.split('(')[1],
  )
  assert.match(String(texts), /^before its first record, partition 3\).*,after its last record, partition 3\)/)
})

test('records are not left out without end', () => {
  const { losses } = lossesOf('skip')
  losses.lost(0, stuck(0, 0), 'own', [0])
  for (let n = 1; n <= 100; n++) assert.equal(losses.lost(0, stuck(n, 0, { number: n }), 'own', [0]), undefined)
  assert.equal(losses.lost(0, stuck(101, 0, { number: 101 }), 'own', [0])?.code, 'E_STUCK')
})

test('what another task did is not counted; one that was there twice is looked at itself', () => {
  const { losses } = lossesOf('fail', 1)
  assert.equal(losses.lost(0, stuck(9, 0), 'other', [4, 5]), undefined)
  assert.equal(losses.careful([4, 5]), undefined)
  assert.equal(losses.lost(0, stuck(9, 0), 'other', [5]), undefined)
  assert.deepEqual(losses.careful([4, 5]), new Map([[5, []]]))
  assert.equal(losses.lost(0, new WouldNotEnd(), 'own', [5]), undefined)
})

test('workers that die are counted, and so is memory that was too little for a task of the stage', () => {
  const { losses } = lossesOf('fail')
  const error = new StreamError('E_WORKER_MEMORY', 'too much')
  const short = new MemoryShortage(error)
  assert.equal(losses.lost(0, short, 'other', [0]), undefined)
  assert.equal(losses.lost(0, short, 'own', [0]), undefined)
  assert.equal(losses.lost(0, short, 'own', [0]), error)
  assert.equal(losses.lost(4, new Error('exit'), 'other', [0]), undefined)
  for (const blame of ['own', 'unknown'] as const) {
    const died = losses.lost(4, new Error('exit'), blame, [0])
    assert.deepEqual([died?.code, String(died?.cause)], ['E_WORKER_LOST', 'Error: exit'])
  }
})
