import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Connection } from '../../src/connect/network.ts'
import { nodeNetwork } from '../../src/connect/node-net.ts'
import type { ReceiverEvent, ReceiverInfo } from '../../src/index.ts'
import { TestRun } from '../../src/testing/index.ts'

const KIB = 1024
const MEMORY = 256 * KIB

/** `n` numbered lines of 64 bytes. */
const numbered = (name: string, n: number): string[] =>
  Array.from({ length: n }, (_, i) => `${name}${i} `.padEnd(63, 'x'))

const run = (network?: typeof nodeNetwork): TestRun =>
  new TestRun({
    conf: { 'millstream.receiver.memory': MEMORY, 'spark.streaming.receiverRestartDelay': '1d' },
    ...(network === undefined ? {} : { environment: { network } }),
  })

/** What is told of receivers that wait. */
function listen(test: TestRun): { readonly told: string[]; readonly last: Map<number, ReceiverInfo> } {
  const told: string[] = []
  const last = new Map<number, ReceiverInfo>()
  const note =
    (what: string) =>
    ({ receiverInfo }: ReceiverEvent): void => {
      told.push(`${what} ${receiverInfo.streamId}`)
      last.set(receiverInfo.streamId, receiverInfo)
    }
  test.ssc.addStreamingListener({ onReceiverPaused: note('paused'), onReceiverResumed: note('resumed') })
  return { told, last }
}

/** Write lines in packets as fast as the connection takes them; answers how many were written. */
function pour(peer: Connection, lines: readonly string[]): { written: number } {
  const count = { written: 0 }
  const go = async (): Promise<void> => {
    while (count.written < lines.length) {
      const packet = lines.slice(count.written, count.written + 256)
      count.written += packet.length
      if (!peer.write(`${packet.join('\n')}\n`)) await peer.drained()
    }
    peer.end()
  }
  void go()
  return count
}

test('a sender that is faster than the batches has to wait, and nothing is lost', async () => {
  await using test = run()
  const lines = numbered('', 40_000)
  let poured = { written: 0 }
  await test.network.listen({ host: 'localhost', port: 8888 }, (peer) => {
    poured = pour(peer, lines)
    return {}
  })
  const { told, last } = listen(test)
  const out = test.collect(test.ssc.socketTextStream('localhost', 8888))
  await test.tick()
  const written = [poured.written]
  // What is received while a batch of a full memory is worked on and the one before is remembered.
  while (poured.written < lines.length) {
    await test.tick()
    written.push(poured.written)
    assert.ok((last.get(0)?.heldBytes ?? 0) <= MEMORY + 64 * KIB, `${last.get(0)?.heldBytes} bytes were held`)
  }
  await test.tick(4)
  assert.deepEqual(out.batches.flat(), lines)
  // In each second no more is taken than fits, and what waits in the network.
  for (let i = 1; i < written.length; i++)
    assert.ok((written[i] as number) - (written[i - 1] as number) <= (MEMORY + 256 * KIB) / 64)
  assert.ok(told.length >= 10)
  assert.deepEqual(told.slice(0, 2), ['paused 0', 'resumed 0'])
  assert.ok((last.get(0)?.pausedTime ?? 0) >= 10_000)
  assert.deepEqual(test.logged.filter((line) => line.includes('wait for their batches')).length, 1)
})

test('a flood at one receiver leaves the others their part', async () => {
  await using test = run()
  const flood = numbered('flood', 20_000)
  const calm = numbered('calm', 600)
  await test.network.listen({ host: 'localhost', port: 1 }, (peer) => {
    pour(peer, flood)
    return {}
  })
  const peers: Connection[] = []
  await test.network.listen({ host: 'localhost', port: 2 }, (peer) => {
    peers.push(peer)
    return {}
  })
  const { told } = listen(test)
  const flooded = test.collect(test.ssc.socketTextStream('localhost', 1))
  const calmed = test.collect(test.ssc.socketTextStream('localhost', 2))
  await test.tick()
  for (let i = 0; i < calm.length; i += 100) {
    peers[0]?.write(`${calm.slice(i, i + 100).join('\n')}\n`)
    await test.network.idle()
    await test.tick()
  }
  assert.deepEqual(calmed.batches.flat(), calm)
  assert.deepEqual(
    calmed.batches.map((batch) => batch?.length),
    [0, 100, 100, 100, 100, 100, 100],
  )
  assert.ok(told.includes('paused 0'))
  assert.ok(!told.includes('paused 1'))
  while (flooded.batches.flat().length < flood.length) await test.tick()
  assert.deepEqual(flooded.batches.flat(), flood)
})

test('a fast sender on a real socket is held back by the socket', async () => {
  const paused: (() => void)[] = []
  const ended = Promise.withResolvers<void>()
  const lines = numbered('', 300_000)
  let poured = { written: 0 }
  const listener = await nodeNetwork.listen({ host: '127.0.0.1', port: 0 }, (peer) => {
    poured = pour(peer, lines)
    return {}
  })
  await using test = run(nodeNetwork)
  const next = (): Promise<void> => new Promise((resolve) => paused.push(resolve))
  let most = 0
  test.ssc.addStreamingListener({
    onReceiverPaused({ receiverInfo }) {
      most = Math.max(most, receiverInfo.heldBytes)
      for (const resolve of paused.splice(0)) resolve()
    },
    onReceiverStopped: () => ended.resolve(),
  })
  const out = test.collect(test.ssc.socketTextStream('127.0.0.1', listener.port))
  let isEnded = false
  void ended.promise.then(() => {
    isEnded = true
  })
  let waits = next()
  await test.tick()
  await waits
  assert.ok(poured.written < lines.length, 'the sender was not held back')
  while (!isEnded) {
    await Promise.race([waits, ended.promise])
    waits = next()
    // Two batches on, what was held is released.
    await test.tick(2)
  }
  await test.tick(2)
  assert.deepEqual(out.batches.flat(), lines)
  // One read more than there is room for: at most a page.
  assert.ok(most >= MEMORY && most <= MEMORY + 1024 * KIB, `${most} bytes were held`)
  assert.equal(poured.written, lines.length)
  await listener.close()
})
