import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nodeNetwork } from '../../src/connect/node-net.ts'
import { run, type StreamingRun } from '../../src/index.ts'
import { ManualClock } from '../../src/kernel/clock/manual.ts'
import { LineLogger } from '../../src/kernel/log.ts'
import { FLOOD } from './flood.ts'

const LINES = 500_000
const KIB = 1024

test('a flood is held back, and pages that are used again hold nobody else’s lines', async () => {
  const text = Array.from({ length: LINES }, (_, i) => `${String(i).padStart(8, '0')} ${'x'.repeat(i % 90)}\n`).join('')
  const listener = await nodeNetwork.listen({ host: '127.0.0.1', port: 0 }, (peer) => {
    peer.write(text)
    peer.end()
    return {}
  })
  const clock = new ManualClock(0)
  const conf = {
    'millstream.receiver.memory': 4096 * KIB,
    'spark.memory.storage': 64 * KIB,
    'spark.streaming.receiverRestartDelay': '1d',
  }
  const environment = { clock, logger: new LineLogger(() => {}) }
  const options = { bundle: false, master: 'local[2]', args: { port: listener.port }, conf, environment }
  const job = (await run(new URL('./flood.ts', import.meta.url), options)) as StreamingRun
  let [isEnded, most] = [false, 0]
  let wake = (): void => {}
  job.context.addStreamingListener({
    onReceiverPaused({ receiverInfo }) {
      most = Math.max(most, receiverInfo.heldBytes)
      wake()
    },
    onReceiverStopped() {
      isEnded = true
      wake()
    },
  })
  let happened = new Promise<void>((resolve) => (wake = resolve))
  let tail = 4
  while (tail > 0) {
    if (isEnded) tail--
    else await happened
    happened = new Promise<void>((resolve) => (wake = resolve))
    clock.advance(1000)
    await job.context.idle()
    clock.advance(1000)
    await job.context.idle()
  }
  await job.stop()
  await listener.close()
  const { numbers, sums } = FLOOD
  assert.deepEqual(
    numbers.flat(),
    Array.from({ length: LINES }, (_, i) => i),
  )
  const sum = (batch: readonly number[] = []): number => batch.reduce((a, b) => a + b, 0)
  assert.deepEqual(
    sums,
    numbers.map((batch, i) => sum(batch) + sum(numbers[i - 1]) + sum(numbers[i - 2])),
  )
  const filled = numbers.filter((batch) => batch.length > 0).length
  assert.ok(filled >= 5, `${filled} batches had records`)
  assert.ok(most >= 4096 * KIB && most <= 5120 * KIB, `${most} bytes were held`)
})
