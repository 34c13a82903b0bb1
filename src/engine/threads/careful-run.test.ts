import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Site } from '../../kernel/site.ts'
import { CarefulRun } from './careful-run.ts'
import type { CallOnBoard } from './progress-board.ts'

const [map, same, filter] = [new Site('map'), new Site('map'), new Site('filter')]

const text = ({ state, number, site, record }: CallOnBoard): string => `${site} ${state} ${number} ${record}`.trim()

test('each function counts the records that it is given', () => {
  const shown: string[] = []
  const careful = new CarefulRun((call) => shown.push(text(call)), [], true)
  careful.resume(map)
  careful.enter(map, 'a')
  careful.enter(filter, { a: 1 })
  careful.enter(same, 'b')
  careful.resume(filter)
  careful.drained(map)
  careful.resume(map)
  assert.deepEqual(shown, [
    'map begun 0',
    "map record 1 'a'",
    'filter record 1 { a: 1 }',
    "map record 2 'b'",
    'filter record 1 { a: 1 }',
    "map drained 2 'b'",
    "map drained 2 'b'",
  ])
})

test('a record is left out that has the place, the number and the text of a bad one', () => {
  const bad = [{ site: 'map', number: 2, record: '5' }]
  const given = [5, 5, 5]
  const run = (records: readonly unknown[], showRecords = true, skipped = bad): boolean[] => {
    const careful = new CarefulRun(() => {}, skipped, showRecords)
    careful.enter(filter, 5)
    careful.enter(filter, 5)
    return records.map((record) => careful.enter(map, record))
  }
  assert.deepEqual(run(given), [false, true, false])
  assert.deepEqual(run([5, 6, 5]), [false, false, false])
  assert.deepEqual(run(given, false, [{ site: 'map', number: 3, record: '' }]), [false, false, true])
})
