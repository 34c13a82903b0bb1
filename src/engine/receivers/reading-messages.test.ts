import assert from 'node:assert/strict'
import { test } from 'node:test'
import { thrownText } from '../../kernel/thrown.ts'
import { fromWireFailure, toWireFailure } from './reading-messages.ts'

const refused = (address: string): Error =>
  Object.assign(new Error(`connect ECONNREFUSED ${address}`), { code: 'ECONNREFUSED', syscall: 'connect', address })

test('an error of the system crosses with its code, and one of several addresses with those of each', () => {
  const several = Object.assign(new AggregateError([refused('::1'), refused('127.0.0.1')], ''), {
    code: 'ECONNREFUSED',
  })
  for (const error of [refused('::1'), several]) {
    const come = fromWireFailure(structuredClone(toWireFailure(error)))
    assert.equal(thrownText(come), thrownText(error))
    assert.equal((come as { code?: string }).code, 'ECONNREFUSED')
    assert.equal(come instanceof AggregateError, error instanceof AggregateError)
  }
})
