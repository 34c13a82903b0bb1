import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Connection } from '../../connect/network.ts'
import { nodeNetwork } from '../../connect/node-net.ts'
import { encodeRecords } from '../../kernel/codec.ts'
import { TestRun } from '../../testing/test-run.ts'

const ADDRESS = { host: 'localhost', port: 8888 }

/** A server in memory that keeps its peers and sends each of them `greeting`. */
async function serve(run: TestRun, greeting: string | Uint8Array): Promise<Connection[]> {
  const peers: Connection[] = []
  await run.network.listen(ADDRESS, (peer) => {
    peers.push(peer)
    peer.write(greeting)
    return {}
  })
  return peers
}

test('lines that came until the tick are in the batch', async () => {
  await using run = new TestRun()
  const [peer] = [await serve(run, 'one\ntwo\nthr')]
  const lines = run.collect(run.ssc.socketTextStream('localhost', 8888))
  await run.tick()
  peer[0]?.write('ee\n')
  await run.network.idle()
  await run.tick()
  assert.deepEqual(lines.batches, [['one', 'two'], ['three']])
})

test('a server that is not there yet is found after the restart delay', async () => {
  await using run = new TestRun()
  const lines = run.collect(run.ssc.socketTextStream('localhost', 8888))
  const told: string[] = []
  run.ssc.addStreamingListener({
    onReceiverStarted: () => told.push('started'),
    onReceiverStopped: ({ receiverInfo }) => told.push(`stopped: ${receiverInfo.lastErrorMessage}`),
  })
  await run.tick()
  await serve(run, 'hello\n')
  await run.tick(3)
  assert.deepEqual(lines.batches.flat(), ['hello'])
  assert.deepEqual(told, [
    'started',
    'stopped: Restarting receiver with delay 2000 ms: connection to localhost:8888',
    'started',
  ])
})

test('a line that is too long ends the connection, by option or setting', async () => {
  await using run = new TestRun({ conf: { 'millstream.socket.maxLineBytes': '5' } })
  await serve(run, 'one\nmuch too long\n')
  const byOption = run.collect(run.ssc.socketTextStream('localhost', 8888, { maxLineBytes: 100 }))
  const bySetting = run.collect(run.ssc.socketTextStream('localhost', 8888))
  await run.tick()
  assert.deepEqual([byOption.batches, bySetting.batches], [[['one', 'much too long']], [['one']]])
})

test('silence ends the connection when an idle time-out is set', async () => {
  await using run = new TestRun()
  const peers = await serve(run, 'x\n')
  run.collect(run.ssc.socketTextStream('localhost', 8888, { idleTimeout: '3s' }))
  await run.tick(6)
  assert.equal(peers.length, 2)
})

test('the receiver is held to its rate, and the peer is slowed down', async () => {
  await using run = new TestRun({ conf: { 'spark.streaming.receiver.maxRate': '10' } })
  const peers = await serve(run, '')
  const lines = run.collect(run.ssc.socketTextStream('localhost', 8888).count())
  await run.tick()
  for (let i = 0; i < 40; i++) peers[0]?.write('x\n')
  for (let i = 0; i < 30; i++) {
    await run.network.idle()
    run.clock.advance(100)
    await run.ssc.idle()
  }
  const counts = lines.batches.flat() as number[]
  assert.ok(
    counts.every((n) => n <= 11),
    String(counts),
  )
  assert.ok(counts.reduce((a, b) => a + b) >= 28, String(counts))
})

test('of one read each batch gets what its time allows', async () => {
  await using run = new TestRun({ conf: { 'spark.streaming.receiver.maxRate': '100' } })
  const lines = Array.from({ length: 1000 }, (_, i) => `line ${i}`)
  await serve(run, `${lines.join('\n')}\n`)
  const out = run.collect(run.ssc.socketTextStream('localhost', 8888))
  await run.tick(11)
  for (const batch of out.batches.slice(0, 10)) assert.ok(Math.abs((batch?.length ?? 0) - 100) <= 3, `${batch?.length}`)
  assert.deepEqual(out.batches.flat(), lines)
})

test('socketStream takes a function from bytes to records, which may keep them', async () => {
  await using run = new TestRun()
  await serve(run, 'AB')
  const bytes = run.collect(run.ssc.socketStream('localhost', 8888, (piece) => [piece]).map((b) => [...b]))
  await run.tick()
  assert.deepEqual(bytes.batches, [[[65, 66]]])
})

test('socketStream takes a decoder a connection', async () => {
  await using run = new TestRun()
  const peers = await serve(run, Uint8Array.of(1, 2, 3))
  const pairs = {
    create: () => {
      let held: number[] = []
      return {
        decode(bytes: Uint8Array): number[][] {
          held.push(...bytes)
          const found: number[][] = []
          for (; held.length >= 2; held = held.slice(2)) found.push(held.slice(0, 2))
          return found
        },
      }
    },
  }
  const out = run.collect(run.ssc.socketStream('localhost', 8888, pairs))
  await run.tick()
  peers[0]?.write(Uint8Array.of(4))
  await run.network.idle()
  await run.tick()
  assert.deepEqual(out.batches, [[[1, 2]], [[3, 4]]])
})

test('rawSocketStream takes frames of encoded records', async () => {
  await using run = new TestRun()
  const payload = encodeRecords(['a', { n: 1 }])
  const frame = Buffer.alloc(4 + payload.length)
  frame.writeUInt32BE(payload.length)
  frame.set(payload, 4)
  await serve(run, Buffer.concat([frame, frame]))
  const out = run.collect(run.ssc.rawSocketStream('localhost', 8888))
  await run.tick()
  assert.deepEqual(out.batches, [['a', { n: 1 }, 'a', { n: 1 }]])
})

test('wrong arguments are refused where they are given', async () => {
  await using run = new TestRun()
  assert.throws(() => run.ssc.socketTextStream('localhost', 70_000), {
    message:
      /^E_ARGUMENT at socketTextStream \(socket-sources\.test\.ts:\d+\): socketTextStream was given 70000 as port\. Give a whole number from 1 to 65535\.$/,
  })
  assert.throws(() => run.ssc.socketStream('localhost', 8888, 'x' as never), {
    message:
      /^E_NOT_A_FUNCTION at socketStream \(socket-sources\.test\.ts:\d+\): socketStream was given 'x' as converter\. Pass a function from bytes to records, or \{ create\(\) \} that makes decoders\.$/,
  })
})

test('over a real socket', async () => {
  const connected = Promise.withResolvers<Connection>()
  const listener = await nodeNetwork.listen({ host: '127.0.0.1', port: 0 }, (peer) => {
    connected.resolve(peer)
    return {}
  })
  await using run = new TestRun({ environment: { network: nodeNetwork } })
  const arrived = Promise.withResolvers<void>()
  const decoding = {
    create: () => ({
      decode(bytes: Uint8Array) {
        const text = new TextDecoder().decode(bytes)
        if (text.endsWith('end\n')) queueMicrotask(() => arrived.resolve())
        return [text]
      },
    }),
  }
  const out = run.collect(run.ssc.socketStream('127.0.0.1', listener.port, decoding))
  await run.tick()
  const peer = await connected.promise
  peer.write('lines and the end\n')
  await arrived.promise
  await run.tick()
  assert.equal(out.batches.flat().join(''), 'lines and the end\n')
  await run.stop()
  await listener.close()
})
