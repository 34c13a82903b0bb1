import assert from 'node:assert/strict'
import { isStreamError } from '../../../src/index.ts'
import { difference } from '../../../src/testing/index.ts'
import type { Case } from './case.ts'

/** What a row answered: what an RDD holds by its partitions, or what an action gave, or what it failed with. */
export type Outcome =
  | { readonly layout: readonly (readonly unknown[])[] }
  | { readonly value: unknown }
  | { readonly error: unknown }

/** Throw unless the row answered what it must. */
export function checkOutcome(row: Case, outcome: Outcome): void {
  if ('error' in row) {
    assert.ok('error' in outcome && isStreamError(outcome.error, row.error), show(outcome))
    return
  }
  if ('error' in outcome) throw outcome.error
  if ('value' in row) assert.deepEqual('value' in outcome && outcome.value, row.value)
  else checkRecords(row, outcome)
}

function checkRecords(row: Exclude<Case, { error: unknown } | { value: unknown }>, outcome: Outcome): void {
  assert.ok('layout' in outcome, 'the program answers an RDD')
  if ('layout' in row) assert.deepEqual(outcome.layout, row.layout)
  else assert.equal(difference([outcome.layout.flat()], [row.records], [], { order: row.order ?? 'any' }), undefined)
}

const show = (outcome: Outcome): string =>
  'error' in outcome ? `it failed with ${String(outcome.error)}` : 'it did not fail'
