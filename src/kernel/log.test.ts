import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LineLogger } from './log.ts'

test('a logger writes from its level on', () => {
  const lines: string[] = []
  const logger = new LineLogger((line) => lines.push(line), 'warn')
  logger.info('quiet')
  logger.warn('loud')
  logger.error('broken', new Error('why'))
  logger.level = 'debug'
  logger.debug('all')
  logger.level = 'off'
  logger.error('nothing')
  assert.deepEqual(lines, ['WARN loud', 'ERROR broken: why', 'DEBUG all'])
})
