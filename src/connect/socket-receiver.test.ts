import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ManualClock } from '../kernel/clock/manual.ts'
import { MemoryNetwork } from '../testing/memory-network.ts'
import type { Decoding } from './decoder.ts'
import type { Connection } from './network.ts'
import type { ReceiverHost } from './receiver.ts'
import { SocketReceiver } from './socket-receiver.ts'
import { textLines } from './text-lines.ts'

const ADDRESS = { host: 'localhost', port: 8888 }

/** A receiver under a host that writes down what it is told, and starts again when the test says so. */
class Bench<T> {
  readonly clock = new ManualClock()
  readonly network = new MemoryNetwork()
  readonly stored: T[] = []
  readonly told: string[] = []
  readonly peers: Connection[] = []
  room = true
  makeRoom = (): void => {}
  readonly receiver: SocketReceiver<T>

  constructor(decoding: Decoding<T>, idleTimeout?: number) {
    this.receiver = new SocketReceiver({ ...ADDRESS, decoding, idleTimeout })
    this.receiver.attach(this.#host())
  }

  async start(): Promise<this> {
    this.receiver.onStart()
    await this.network.idle()
    return this
  }

  async listen(): Promise<this> {
    await this.network.listen(ADDRESS, (peer) => {
      this.peers.push(peer)
      return {}
    })
    return this
  }

  async send(text: string | Uint8Array): Promise<void> {
    this.peers.at(-1)?.write(text)
    await this.network.idle()
  }

  #host(): ReceiverHost<T> {
    return {
      streamId: 0,
      clock: this.clock,
      network: this.network,
      store: (record) => this.stored.push(record) > 0 && this.room,
      storeAll: (records) => this.stored.push(...records) >= 0 && this.room,
      ready: () => new Promise((resolve) => (this.makeRoom = resolve)),
      storeBlock: async () => {},
      restart: (message, error) => {
        this.told.push(`restart ${message}: ${(error as Error).message}`)
        this.receiver.onStop()
      },
      stop: () => {},
      reportError: () => {},
      isStarted: () => true,
    }
  }
}

test('lines are stored as they are completed', async () => {
  const b = await (await new Bench(textLines(100)).listen()).start()
  await b.send('one\ntw')
  assert.deepEqual(b.stored, ['one'])
  await b.send('o\r\nthree')
  assert.deepEqual(b.stored, ['one', 'two'])
  assert.deepEqual(b.told, [])
})

test('a refused connection restarts the receiver', async () => {
  const b = await new Bench(textLines(100)).start()
  assert.deepEqual(b.told, [
    'restart connection to localhost:8888: CONN_REFUSED at localhost:8888: ' +
      'the connection could not be opened: connect ECONNREFUSED localhost:8888.',
  ])
})

test('when the peer ends, the last line counts and the receiver restarts', async () => {
  const b = await (await new Bench(textLines(100)).listen()).start()
  await b.send('one\ntwo')
  b.peers[0]?.end()
  await b.network.idle()
  assert.deepEqual(b.stored, ['one', 'two'])
  assert.deepEqual(b.told, [
    'restart connection to localhost:8888: CONN_LOST at localhost:8888: the peer ended the connection.',
  ])
})

test('when the connection fails, a line that is not complete is dropped and the next connection begins afresh', async () => {
  const b = await (await new Bench(textLines(100)).listen()).start()
  await b.send('one\ntwo')
  b.network.breakAll()
  assert.deepEqual(b.told, [
    'restart connection to localhost:8888: CONN_LOST at localhost:8888: the connection failed: read ECONNRESET.',
  ])
  await b.start()
  await b.send('three\n')
  assert.deepEqual(b.stored, ['one', 'three'])
})

test('a line that is too long restarts the receiver after the lines before it', async () => {
  const b = await (await new Bench(textLines(5)).listen()).start()
  await b.send('one\nmuch too long')
  assert.deepEqual(b.stored, ['one'])
  assert.deepEqual(b.told, [
    'restart connection to localhost:8888: CONN_LINE_TOO_LONG: a line has more than 5 bytes. ' +
      'Set maxLineBytes if lines may be that long.',
  ])
  assert.equal(b.network.connections, 0)
})

test('a decoder that throws restarts the receiver', async () => {
  const decoding = {
    create: () => ({
      decode: (): string[] => {
        throw new Error('not mine')
      },
    }),
  }
  const b = await (await new Bench(decoding).listen()).start()
  await b.send('x')
  assert.deepEqual(b.told, [
    'restart connection to localhost:8888: E_USER_FUNCTION at localhost:8888: the decoder threw: not mine.',
  ])
})

test('a connection that is silent for too long is lost', async () => {
  const b = await (await new Bench(textLines(100), 1000).listen()).start()
  b.clock.advance(900)
  await b.send('one\n')
  b.clock.advance(999)
  assert.deepEqual(b.told, [])
  b.clock.advance(1)
  assert.deepEqual(b.told, [
    'restart connection to localhost:8888: CONN_IDLE at localhost:8888: nothing came for 1000 ms.',
  ])
  assert.equal(b.clock.pending, 0)
})

test('without room the peer is slowed down, and its silence does not count', async () => {
  const b = await (await new Bench(textLines(100), 1000).listen()).start()
  b.room = false
  await b.send('one\n')
  await b.send('two\n')
  b.clock.advance(5000)
  assert.deepEqual([b.stored, b.told], [['one'], []])
  b.room = true
  b.makeRoom()
  await undefined
  await b.network.idle()
  assert.deepEqual(b.stored, ['one', 'two'])
})

test('after onStop nothing is stored or told', async () => {
  const b = await (await new Bench(textLines(100), 1000).listen()).start()
  b.peers[0]?.write('late\n')
  b.receiver.onStop()
  await b.network.idle()
  b.clock.advance(5000)
  assert.deepEqual([b.stored, b.told], [[], []])
  assert.equal(b.network.connections, 0)
})
