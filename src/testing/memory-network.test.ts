import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Connection, ConnectionEvents } from '../connect/network.ts'
import { MemoryNetwork } from './memory-network.ts'

const ADDRESS = { host: 'localhost', port: 8888 }

/** Events written down as text. */
const recorder = (): ConnectionEvents & { readonly seen: string[] } => {
  const seen: string[] = []
  return {
    seen,
    open: () => seen.push('open'),
    data: (bytes) => seen.push(`data ${new TextDecoder().decode(bytes)}`),
    end: () => seen.push('end'),
    close: (error) => seen.push(error === undefined ? 'close' : `close ${error.message}`),
  }
}

async function pair() {
  const network = new MemoryNetwork()
  const server = recorder()
  const client = recorder()
  let accepted!: Connection
  const listener = await network.listen(ADDRESS, (connection) => {
    accepted = connection
    return server
  })
  const connection = network.connect(ADDRESS, client)
  await network.idle()
  return { network, server, client, accepted, connection, listener }
}

test('what one end writes comes to the other, in order', async () => {
  const { network, server, client, accepted, connection } = await pair()
  connection.write('a')
  connection.write(Uint8Array.of(0x62))
  accepted.write('c')
  await network.idle()
  assert.deepEqual(server.seen, ['data a', 'data b'])
  assert.deepEqual(client.seen, ['open', 'data c'])
})

test('what is written before the connection is open is sent when it is', async () => {
  const network = new MemoryNetwork()
  const server = recorder()
  await network.listen(ADDRESS, () => server)
  const connection = network.connect(ADDRESS, {})
  connection.write('early')
  connection.end()
  await network.idle()
  assert.deepEqual(server.seen, ['data early', 'end', 'close'])
})

test('an end is told after the data, and closes both', async () => {
  const { network, server, client, accepted } = await pair()
  accepted.write('last')
  accepted.end()
  await network.idle()
  assert.deepEqual(client.seen, ['open', 'data last', 'end', 'close'])
  assert.deepEqual(server.seen, ['end', 'close'])
  assert.equal(network.connections, 0)
})

test('a connection to nowhere is refused', async () => {
  const network = new MemoryNetwork()
  const client = recorder()
  network.connect(ADDRESS, client)
  await network.idle()
  assert.deepEqual(client.seen, ['close connect ECONNREFUSED localhost:8888'])
})

test('an address is taken once, until it is let go', async () => {
  const { network, listener } = await pair()
  await assert.rejects(
    network.listen(ADDRESS, () => ({})),
    {
      code: 'EADDRINUSE',
      message: 'listen EADDRINUSE: address already in use localhost:8888',
    },
  )
  await listener.close()
  await network.listen(ADDRESS, () => ({}))
})

test('port 0 takes a free port', async () => {
  const network = new MemoryNetwork()
  const a = await network.listen({ host: 'h', port: 0 }, () => ({}))
  const b = await network.listen({ host: 'h', port: 0 }, () => ({}))
  assert.notEqual(a.port, b.port)
})

test('a paused end takes nothing, and slows the writer down', async () => {
  const { network, client, accepted, connection } = await pair()
  connection.pause()
  assert.equal(accepted.write('x'.repeat(60_000)), true)
  assert.equal(accepted.write('x'.repeat(60_000)), false)
  let drained = false
  const drain = accepted.drained().then(() => {
    drained = true
  })
  await network.idle()
  assert.deepEqual([client.seen, drained], [['open'], false])
  connection.resume()
  await network.idle()
  await drain
  assert.equal(client.seen.length, 3)
})

test('a broken connection closes both ends with an error', async () => {
  const { network, server, client } = await pair()
  network.breakAll()
  assert.deepEqual([client.seen.at(-1), server.seen.at(-1)], ['close read ECONNRESET', 'close read ECONNRESET'])
})

test('destroy closes at once; the peer sees an end', async () => {
  const { network, server, client, connection } = await pair()
  connection.destroy()
  connection.destroy()
  assert.deepEqual(client.seen, ['open', 'close'])
  await network.idle()
  assert.deepEqual(server.seen, ['end', 'close'])
})
