import assert from 'node:assert/strict'
import type { Socket } from 'node:net'
import { test } from 'node:test'
import { encodeRecords } from '../../src/kernel/codec.ts'
import { TestRun } from '../../src/testing/index.ts'
import { closed, LineServer, Wire } from './wire.ts'

const HERE = '127.0.0.1'

/** A run whose network is that of this machine; everything else stands still until the test says so. */
function wired(conf: Readonly<Record<string, string | number>> = {}): { run: TestRun; wire: Wire; told: string[] } {
  const wire = new Wire()
  const run = new TestRun({ environment: { network: wire }, conf })
  const told: string[] = []
  const tell = (what: string): void => {
    told.push(what)
    wire.look()
  }
  run.ssc.addStreamingListener({
    onReceiverStarted: () => tell('started'),
    onReceiverStopped: ({ receiverInfo: { lastErrorMessage, lastError } }) =>
      tell(`stopped: ${lastErrorMessage} | ${lastError?.split('\n')[0]}`),
  })
  return { run, wire, told }
}

/** `stopped` as it is told for a connection that is lost. */
const lost = (port: number, why: string, delay = 2000): string =>
  `stopped: Restarting receiver with delay ${delay} ms: connection to ${HERE}:${port} | StreamError: ${why}`

/** Write pieces one after another, each in a packet of its own as far as the system lets us. */
async function send(peer: Socket, ...pieces: readonly (string | Uint8Array)[]): Promise<void> {
  for (const piece of pieces) await new Promise<void>((resolve) => peer.write(piece, () => resolve()))
}

test('lines end in \\n, \\r\\n or \\r, wherever the network cuts them', async () => {
  await using server = await LineServer.start()
  const { run, wire } = wired()
  await using _ = run
  const lines = run.collect(run.ssc.socketTextStream(HERE, server.port))
  const coming = server.next()
  await run.tick(0)
  const pieces = ['one\r', '\ntwo', '\n\nth', 'ree\rfour\r', '\r\n', 'f', 'i', 'v', 'e', '\r\n', 'held back']
  await send(await coming, ...pieces)
  await wire.until(() => wire.bytes === pieces.join('').length)
  await run.tick()
  assert.deepEqual(lines.batches, [['one', 'two', '', 'three', 'four', '', 'five']])
})

test('letters of several bytes come whole from any number of packets, and what is no UTF-8 becomes U+FFFD', async () => {
  await using server = await LineServer.start()
  const { run, wire } = wired()
  await using _ = run
  const lines = run.collect(run.ssc.socketTextStream(HERE, server.port))
  const coming = server.next()
  await run.tick(0)
  const text = Buffer.from('ünïcödé 日本 🎉\n')
  const bad = Buffer.of(0xff, 0x61, 0xc3, 0x28, 0xe2, 0x82, 0x0a, 0x00, 0x0a)
  await send(await coming, ...[...text].map((byte) => Buffer.of(byte)), bad)
  await wire.until(() => wire.bytes === text.length + bad.length)
  await run.tick()
  assert.deepEqual(lines.batches, [['ünïcödé 日本 🎉', '\ufffda\ufffd(\ufffd', '\0']])
})

test('a server that is not there is tried again after the restart delay, and not before', async () => {
  const server = await LineServer.start()
  const { run, wire, told } = wired({ 'spark.streaming.receiverRestartDelay': '3s' })
  await using _ = run
  await server.crash()
  const lines = run.collect(run.ssc.socketTextStream(HERE, server.port))
  await run.tick(0)
  await wire.until(() => told.length === 2)
  run.clock.advance(2999)
  assert.equal(wire.attempts, 1)
  await server.open((peer) => peer.write('here\n'))
  await using __ = server
  run.clock.advance(1)
  await wire.until(() => wire.bytes > 0)
  await run.tick()
  assert.deepEqual(lines.batches.flat(), ['here'])
  const why =
    `CONN_REFUSED at ${HERE}:${server.port}: the connection could not be opened: ` +
    `connect ECONNREFUSED ${HERE}:${server.port}.`
  assert.deepEqual(told, ['started', lost(server.port, why, 3000), 'started'])
  assert.equal(wire.attempts, 2)
})

test('after a server crashed and came back, its lines come again; what was half-sent is dropped', async () => {
  await using server = await LineServer.start((peer) => peer.write('before\nhalf'))
  const { run, wire, told } = wired()
  await using _ = run
  const lines = run.collect(run.ssc.socketTextStream(HERE, server.port))
  await run.tick(0)
  await wire.until(() => wire.bytes === 11)
  await run.tick()
  await server.crash()
  await wire.until(() => told.length === 2)
  await server.open((peer) => peer.write('after\n'))
  await run.tick(1)
  assert.equal(wire.attempts, 1)
  await run.tick(1)
  await wire.until(() => wire.bytes === 17)
  await run.tick()
  assert.deepEqual(lines.batches, [['before'], [], [], ['after']])
  const why = `CONN_LOST at ${HERE}:${server.port}: the connection failed: read ECONNRESET.`
  assert.deepEqual(told, ['started', lost(server.port, why), 'started'])
})

test('a server that sends and closes at once is read to its end, each time that it is there', async () => {
  await using server = await LineServer.start((peer) => peer.end('one\ntwo'))
  const { run, wire, told } = wired()
  await using _ = run
  const lines = run.collect(run.ssc.socketTextStream(HERE, server.port))
  await run.tick(0)
  for (let time = 1; time <= 3; time++) {
    await wire.until(() => told.length === 2 * time)
    await run.tick(2)
  }
  assert.deepEqual(lines.batches.slice(0, 5), [['one', 'two'], [], ['one', 'two'], [], ['one', 'two']])
  const why = `CONN_LOST at ${HERE}:${server.port}: the peer ended the connection.`
  assert.deepEqual(told.slice(0, 3), ['started', lost(server.port, why), 'started'])
})

test('a server that closes without a word is no line', async () => {
  await using server = await LineServer.start((peer) => peer.end())
  const { run, wire } = wired()
  await using _ = run
  const lines = run.collect(run.ssc.socketTextStream(HERE, server.port))
  await run.tick(0)
  await wire.until(() => wire.closed === 1)
  await run.tick()
  assert.deepEqual(lines.batches, [[]])
})

test('a peer that says nothing any more is given up after the idle time-out', async () => {
  await using server = await LineServer.start()
  const { run, wire, told } = wired({ 'millstream.socket.idleTimeout': '10s' })
  await using _ = run
  const lines = run.collect(run.ssc.socketTextStream(HERE, server.port))
  const coming = server.next()
  await run.tick(0)
  const peer = await coming
  run.clock.advance(9000)
  await send(peer, 'one\n')
  await wire.until(() => wire.bytes === 4)
  run.clock.advance(9999)
  assert.deepEqual([wire.attempts, peer.destroyed], [1, false])
  run.clock.advance(1)
  await wire.until(() => told.length === 2)
  await closed(peer)
  const again = server.next()
  run.clock.advance(2000)
  await send(await again, 'two\n')
  await wire.until(() => wire.bytes === 8)
  await run.tick()
  assert.deepEqual(lines.batches.flat(), ['one', 'two'])
  const why = `CONN_IDLE at ${HERE}:${server.port}: nothing came for 10000 ms.`
  assert.deepEqual(told, ['started', lost(server.port, why), 'started'])
})

const sum = (batches: readonly (readonly number[] | null)[]): number =>
  batches.reduce((all, batch) => (batch ?? []).reduce((a, b) => a + b, all), 0)

/** Write `pieces` times `bytes` to a peer, waiting as it is told; `done` turns true when all of it is on its way. */
function flood(peer: Socket, bytes: string, pieces: number): { sent: () => number; done: Promise<void> } {
  let sent = 0
  const write = async (): Promise<void> => {
    while (sent < pieces && !peer.destroyed) {
      sent++
      if (!peer.write(bytes)) await new Promise<void>((resolve) => peer.once('drain', resolve).once('close', resolve))
    }
  }
  return { sent: () => sent, done: write() }
}

test('a receiver with a rate pauses its connection: what it may not take stays with the peer', async () => {
  await using server = await LineServer.start()
  const { run, wire } = wired({ 'spark.streaming.receiver.maxRate': 1000 })
  await using _ = run
  const counts = run.collect(run.ssc.socketTextStream(HERE, server.port).count())
  const coming = server.next()
  await run.tick(0)
  const line = `${'x'.repeat(1023)}\n`
  const { sent } = flood(await coming, line.repeat(64), 1000)
  await wire.until(() => wire.paused === 1)
  const first = wire.bytes
  // One read of the network at most; the other tens of MiB fill what the system has for it and then hold up the server.
  assert.ok(first <= 256 * 1024, `${first} bytes were taken`)
  await run.tick()
  await wire.until(() => wire.bytes > first && wire.paused === 1)
  assert.ok(wire.bytes <= 512 * 1024 && sent() < 1000, `${wire.bytes} bytes were taken, ${sent()} sent`)
  await run.tick()
  const seen = sum(counts.batches)
  assert.ok(seen >= first / 1024 - 1 && seen <= wire.bytes / 1024, `${seen} lines`)
})

test('a stream whose blocks are not taken pauses its connection, and goes on when they are', async () => {
  await using server = await LineServer.start()
  const { run, wire } = wired()
  await using _ = run
  const counts = run.collect(run.ssc.socketTextStream(HERE, server.port).count())
  const coming = server.next()
  await run.tick(0)
  const lines = 8_000_000
  const { done } = flood(await coming, 'x\n'.repeat(8000), lines / 8000)
  await wire.until(() => wire.paused === 1)
  const first = wire.bytes / 2
  // Ten blocks that were cut early and one that is full, each with what was left of its last read.
  assert.ok(first >= 11 * 262_144 && first < 11 * (262_144 + 131_072), `${first} lines were taken`)
  while (wire.bytes < lines * 2) {
    const before = wire.bytes
    await run.tick()
    await wire.until(() => wire.bytes === lines * 2 || (wire.bytes > before && wire.paused === 1))
  }
  await done
  await run.tick()
  assert.equal(sum(counts.batches), lines)
})

test('a line that never ends is cut off at the limit, and the connection with it', async () => {
  await using server = await LineServer.start()
  const { run, wire, told } = wired({ 'millstream.socket.maxLineBytes': '1m' })
  await using _ = run
  const lines = run.collect(run.ssc.socketTextStream(HERE, server.port))
  const coming = server.next()
  await run.tick(0)
  const peer = await coming
  await send(peer, 'before\n')
  const { sent, done } = flood(peer, 'x'.repeat(1 << 20), 1024)
  await closed(peer)
  await done
  assert.ok(wire.bytes <= (1 << 20) + 2 * 256 * 1024 && sent() < 1024, `${wire.bytes} bytes were taken`)
  await run.tick()
  assert.deepEqual(lines.batches, [['before']])
  const why = 'CONN_LINE_TOO_LONG: a line has more than 1048576 bytes. Set maxLineBytes if lines may be that long.'
  assert.deepEqual(told, ['started', lost(server.port, why)])
})

test('a line as long as the limit is a line', async () => {
  await using server = await LineServer.start((peer) => peer.write(`${'é'.repeat(1 << 20)}\r\nnext\n`))
  const { run, wire, told } = wired()
  await using _ = run
  const lengths = run.collect(
    run.ssc.socketTextStream(HERE, server.port, { maxLineBytes: 2 << 20 }).map((line) => line.length),
  )
  await run.tick(0)
  await wire.until(() => wire.bytes === (2 << 20) + 7)
  await run.tick()
  assert.deepEqual([lengths.batches, told], [[[1 << 20, 4]], ['started']])
})

test('rawSocketStream takes frames from any number of packets; a damaged one fails its batch alone', async () => {
  await using server = await LineServer.start()
  const { run, wire } = wired()
  await using _ = run
  const records = run.collect(run.ssc.rawSocketStream<unknown>(HERE, server.port))
  const frame = (payload: Uint8Array): Buffer => {
    const head = Buffer.alloc(4)
    head.writeUInt32BE(payload.length)
    return Buffer.concat([head, payload])
  }
  const coming = server.next()
  await run.tick(0)
  const peer = await coming
  const good = Buffer.concat([frame(encodeRecords([1, { a: [undefined, 2n] }])), frame(encodeRecords([new Date(3)]))])
  await send(peer, ...Array.from({ length: good.length }, (_, i) => good.subarray(i, i + 1)))
  await wire.until(() => wire.bytes === good.length)
  await run.tick()
  const bad = frame(Buffer.from('nonsense, nonsense'))
  await send(peer, bad)
  await wire.until(() => wire.bytes === good.length + bad.length)
  await assert.rejects(run.tick(), {
    message:
      `STATE_CORRUPT at ${HERE}:${server.port}: the frame at offset 0 is not readable: it does not begin with MSR1. ` +
      'Restore the file from a copy, or remove it and compute it again.',
  })
  await send(peer, frame(encodeRecords(['after'])))
  await wire.until(() => wire.bytes > good.length + bad.length + 20)
  await run.tick()
  assert.deepEqual(records.batches, [[1, { a: [undefined, 2n] }, new Date(3)], null, ['after']])
})

test('rawSocketStream closes a connection whose frame is longer than the limit', async () => {
  await using server = await LineServer.start((peer) => peer.write(Buffer.from([0x7f, 0xff, 0xff, 0xff, 1])))
  const { run, wire, told } = wired()
  await using _ = run
  run.collect(run.ssc.rawSocketStream(HERE, server.port, { maxFrameBytes: 1000 }))
  await run.tick(0)
  await wire.until(() => wire.closed === 1)
  await run.tick()
  const why =
    'CONN_LINE_TOO_LONG: a frame says that it has 2147483647 bytes. ' +
    'The limit is 1000: set maxFrameBytes if frames may be that long.'
  assert.deepEqual(told, ['started', lost(server.port, why)])
})

test('socketStream has a decoder for each connection, whose last record comes with a proper end', async () => {
  await using server = await LineServer.start()
  const { run, wire, told } = wired()
  await using _ = run
  let made = 0
  const numbers = {
    create: () => {
      const id = ++made
      let held = ''
      return {
        decode(bytes: Uint8Array): string[] {
          const parts = (held + Buffer.from(bytes).toString()).split(' ')
          held = parts.pop() as string
          return parts.map((part) => `${id}:${part}`)
        },
        end: (): string[] => (held === '' ? [] : [`${id}:${held}`]),
      }
    },
  }
  const records = run.collect(run.ssc.socketStream(HERE, server.port, numbers))
  const connections = [
    ['12 3', '4 5'],
    ['6', ' 7'],
  ]
  for (const [i, pieces] of connections.entries()) {
    const coming = server.next()
    await run.tick(2)
    const peer = await coming
    await send(peer, ...pieces)
    peer.end()
    await wire.until(() => told.length === 2 * i + 2)
  }
  await run.tick()
  assert.deepEqual(records.batches.flat(), ['1:12', '1:34', '1:5', '2:6', '2:7'])
})

test('a converter that throws ends the connection and keeps what came before', async () => {
  await using server = await LineServer.start()
  const { run, told, wire } = wired()
  await using _ = run
  const records = run.collect(
    run.ssc.socketStream(HERE, server.port, (bytes) => {
      if (bytes[0] === 0x21) throw new TypeError('no exclamation marks')
      return [...bytes]
    }),
  )
  const coming = server.next()
  await run.tick(0)
  const peer = await coming
  await send(peer, 'AB')
  await wire.until(() => wire.bytes === 2)
  await send(peer, '!')
  await closed(peer)
  await run.tick()
  assert.deepEqual(records.batches, [[65, 66]])
  assert.match(
    told[1] ?? '',
    /StreamError: E_USER_FUNCTION at socketStream \(sockets\.test\.ts:\d+\): TypeError: no exclamation marks \(while bytes were decoded\)\.$/,
  )
})

test('several servers are read side by side, and one that is down holds up no other', async () => {
  await using left = await LineServer.start((peer) => peer.write('left\n'))
  await using right = await LineServer.start((peer) => peer.write('right\n'))
  const down = await LineServer.start()
  await down.crash()
  const { run, wire } = wired()
  await using _ = run
  const streams = [left, right, down].map(({ port }) => run.ssc.socketTextStream(HERE, port))
  const lines = run.collect(run.ssc.union(streams))
  await run.tick(0)
  await wire.until(() => wire.bytes === 11 && wire.closed === 1)
  await run.tick()
  assert.deepEqual(lines.batches, [['left', 'right']])
})

test('a graceful stop closes the connection and makes a last batch of what had come', async () => {
  await using server = await LineServer.start((peer) => peer.write('one\ntwo\nhalf'))
  const { run, wire, told } = wired()
  const lines = run.collect(run.ssc.socketTextStream(HERE, server.port))
  const coming = server.next()
  await run.tick(0)
  const peer = await coming
  await wire.until(() => wire.bytes === 12)
  const report = await run.ssc.stop({ graceful: true })
  await closed(peer)
  assert.deepEqual(lines.batches, [['one', 'two']])
  assert.deepEqual(report, { batchesCompleted: 1, batchesLeft: 0, recordsLeft: 0 })
  assert.deepEqual(told, ['started', 'stopped: undefined | undefined'])
  assert.deepEqual([run.clock.pending, wire.attempts], [0, 1])
})

test('a stop while a restart is waited for connects no more and leaves no alarm', async () => {
  const server = await LineServer.start()
  await server.crash()
  const { run, wire, told } = wired()
  run.collect(run.ssc.socketTextStream(HERE, server.port))
  await run.tick(0)
  await wire.until(() => told.length === 2)
  await run.stop()
  run.clock.advance(10_000)
  assert.deepEqual([run.clock.pending, wire.attempts], [0, 1])
})
