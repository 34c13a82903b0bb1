import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LineLogger } from '../../kernel/log.ts'
import { ListenerBus } from './bus.ts'

const quiet = new LineLogger(() => {})

test('events come later, in order, to all listeners', async () => {
  const bus = new ListenerBus(quiet)
  const got: string[] = []
  bus.add({ onStreamingStarted: ({ time }) => got.push(`a${time}`) })
  bus.add({ onStreamingStarted: ({ time }) => got.push(`b${time}`) })
  bus.post('onStreamingStarted', { time: 1 })
  bus.post('onStreamingStarted', { time: 2 })
  assert.deepEqual(got, [])
  await bus.drained()
  assert.deepEqual(got, ['a1', 'b1', 'a2', 'b2'])
})
test('a listener that throws is logged and hurts nobody', async () => {
  const log: string[] = []
  const bus = new ListenerBus(new LineLogger((line) => log.push(line)))
  const got: number[] = []
  bus.add({
    onStreamingStarted() {
      throw new Error('no')
    },
  })
  bus.add({ onStreamingStarted: ({ time }) => got.push(time) })
  bus.post('onStreamingStarted', { time: 1 })
  await bus.drained()
  assert.deepEqual(got, [1])
  assert.deepEqual(log, [
    'ERROR a streaming listener failed: E_USER_FUNCTION at addStreamingListener: no (onStreamingStarted).',
  ])
})
test('what was posted before close arrives, what comes after does not', async () => {
  const bus = new ListenerBus(quiet)
  const got: number[] = []
  const listener = { onStreamingStarted: ({ time }: { time: number }) => void got.push(time) }
  bus.add(listener)
  bus.post('onStreamingStarted', { time: 1 })
  await bus.close()
  bus.post('onStreamingStarted', { time: 2 })
  await bus.drained()
  assert.deepEqual(got, [1])
})
test('an event that a listener causes is delivered before the bus is drained; a removed listener hears nothing', async () => {
  const bus = new ListenerBus(quiet)
  const got: number[] = []
  const once = {
    onStreamingStarted({ time }: { time: number }) {
      got.push(time)
      bus.remove(once)
      bus.add({ onStreamingStarted: (event) => got.push(event.time * 10) })
      bus.post('onStreamingStarted', { time: time + 1 })
    },
  }
  bus.add(once)
  bus.post('onStreamingStarted', { time: 1 })
  await bus.drained()
  assert.deepEqual(got, [1, 20])
  assert.equal(bus.calling, false)
})
