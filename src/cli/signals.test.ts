import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { StreamingContext } from '../streaming/context.ts'
import { signalHandler } from './signals.ts'

function setUp(stop?: () => Promise<unknown>) {
  const log: string[] = []
  const end = {
    exit: (code: number) => void log.push(`exit ${code}`),
    setExitCode: (code: number) => void log.push(`code ${code}`),
    say: (line: string) => void log.push(line),
  }
  const context = stop === undefined ? undefined : ({ stop } as unknown as StreamingContext)
  return { log, handle: signalHandler(end, () => context) }
}
const notice = 'stopping when what was received is processed; once more to stop now'

test('without a streaming context a signal ends the process at once', () => {
  const { log, handle } = setUp()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) void handle(signal)
  assert.deepEqual(log, ['exit 130', 'exit 143', 'exit 129'])
})

test('the first signal stops gracefully, the second at once', () => {
  const stops: unknown[] = []
  const { log, handle } = setUp(async (...args: unknown[]) => void stops.push(...args))
  handle('SIGINT')
  assert.deepEqual(log, [`SIGINT: ${notice}`, 'code 0'])
  assert.deepEqual(stops, [{ stopSparkContext: true, graceful: true }])
  handle('SIGINT')
  assert.deepEqual(log.slice(2), ['exit 130'])
  assert.equal(stops.length, 1)
})

test('what is left after the stop is told', async () => {
  const { log, handle } = setUp(async () => ({ batchesCompleted: 3, batchesLeft: 1, recordsLeft: 12 }))
  await handle('SIGTERM')
  assert.deepEqual(log.slice(2), ['SIGTERM: 1 batch and 12 records were left'])
})

test('SIGTERM ends with 143 also when all went well, and a stop that fails ends with 1', async () => {
  const { log, handle } = setUp(() => Promise.reject(new Error('disk full')))
  handle('SIGTERM')
  await new Promise((resolve) => process.nextTick(resolve))
  assert.deepEqual(log.slice(0, 2), [`SIGTERM: ${notice}`, 'code 143'])
  assert.match(log[2] ?? '', /^Error: disk full/)
  assert.equal(log[3], 'exit 1')
})
