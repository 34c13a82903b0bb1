import assert from 'node:assert/strict'
import { test } from 'node:test'
import { localMaster, unknownMaster } from './master.ts'

test('local masters', () => {
  assert.deepEqual(localMaster('local', 8), { parallelism: 1, maxFailures: undefined })
  assert.deepEqual(localMaster('local[3]', 8), { parallelism: 3, maxFailures: undefined })
  assert.deepEqual(localMaster('local[*]', 8), { parallelism: 8, maxFailures: undefined })
  assert.deepEqual(localMaster('local[ 2 , 5 ]', 8), { parallelism: 2, maxFailures: 5 })
  assert.deepEqual(localMaster('local[*,1]', 8), { parallelism: 8, maxFailures: 1 })
})

test('everything else is another master', () => {
  for (const master of [
    '',
    'locals',
    'local[]',
    'local[0]',
    'local[2,0]',
    'local[-1]',
    'local[1000001]',
    'spark://host:7077',
  ])
    assert.equal(localMaster(master, 8), undefined)
  assert.equal(
    unknownMaster('yarn').message,
    "CONFIG_MASTER: the master is 'yarn'. " +
      'Use local, local[N], local[*], local[N,F] or local[*,F]: N tasks at a time, F attempts of a task.',
  )
})
