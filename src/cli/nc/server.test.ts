import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Connection, ConnectionEvents, Network } from '../../connect/network.ts'
import { type ReplayOptions, serveReplay } from './server.ts'

/** A network whose clients read as much as the test lets them. */
class TestNetwork implements Network {
  accept: ((connection: Connection) => ConnectionEvents) | undefined
  closed = false

  connect(): Connection {
    throw new Error('a server does not connect')
  }

  async listen(address: { port: number }, accept: (connection: Connection) => ConnectionEvents) {
    this.accept = accept
    const close = async (): Promise<void> => {
      this.closed = true
    }
    return { port: address.port === 0 ? 4321 : address.port, close }
  }

  /** `room` bytes are taken before `write` answers false. */
  client(room = Number.POSITIVE_INFINITY) {
    const client = { got: '', ended: false, drain: () => {}, leave: () => {}, taken: 0 }
    const events = this.accept?.({
      peer: 'test:1',
      write: (bytes) => {
        client.got += Buffer.from(bytes as Uint8Array).toString('latin1')
        return client.got.length - client.taken < room
      },
      drained: () =>
        new Promise((resolve) => {
          client.drain = () => {
            client.taken = client.got.length
            resolve()
          }
        }),
      end: () => {
        client.ended = true
        events?.close?.(undefined)
      },
      destroy: () => events?.close?.(undefined),
      pause: () => {},
      resume: () => {},
    })
    client.leave = () => events?.close?.(undefined)
    return client
  }
}

const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 50; turn++) await Promise.resolve()
}

async function* lines(): AsyncGenerator<string> {
  yield 'a\n'
  yield 'é\n'
}

const options = (changed: Partial<ReplayOptions> = {}): ReplayOptions => ({
  address: { host: '127.0.0.1', port: 0 },
  replay: lines,
  shared: false,
  keepOpen: false,
  once: false,
  ...changed,
})

test('every client gets the whole file, byte for byte, and is closed', async () => {
  const network = new TestNetwork()
  const server = await serveReplay(network, options())
  assert.equal(server.port, 4321)
  const [one, two] = [network.client(), network.client()]
  await settle()
  assert.deepEqual([one.got, one.ended, two.got, two.ended], ['a\né\n', true, 'a\né\n', true])
  await server.close()
  assert.equal(network.closed, true)
})

test('a slow client is waited for', async () => {
  const network = new TestNetwork()
  await serveReplay(network, options())
  const client = network.client(1)
  await settle()
  assert.equal(client.got, 'a\n')
  client.drain()
  await settle()
  assert.equal(client.got, 'a\né\n')
})

test('a client that leaves does not hold up the server', async () => {
  const network = new TestNetwork()
  const server = await serveReplay(network, options({ once: true }))
  const client = network.client(1)
  await settle()
  client.leave()
  await server.ended
  assert.equal(client.got, 'a\n')
})

test('keepOpen leaves the connection open', async () => {
  const network = new TestNetwork()
  await serveReplay(network, options({ keepOpen: true }))
  const client = network.client()
  await settle()
  assert.deepEqual([client.got, client.ended], ['a\né\n', false])
})

test('a shared replay begins with the first client and ends the server', async () => {
  const network = new TestNetwork()
  let reads = 0
  const replay = (): AsyncIterable<string> => {
    reads++
    return lines()
  }
  const server = await serveReplay(network, options({ shared: true, replay }))
  assert.equal(reads, 0)
  const client = network.client()
  await server.ended
  assert.deepEqual([reads, client.got, client.ended], [1, 'a\né\n', true])
})

test('a port in use is said with its address', async () => {
  const network = new TestNetwork()
  network.listen = async () => {
    throw Object.assign(new Error('listen EADDRINUSE'), { code: 'EADDRINUSE' })
  }
  await assert.rejects(serveReplay(network, options({ address: { host: '127.0.0.1', port: 9999 } })), {
    message:
      'CONN_REFUSED at 127.0.0.1:9999: the port is in use. End the program that uses it, or choose another port.',
  })
})
