import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { Connection, ConnectionEvents } from '../../connect/network.ts'
import { nodeNetwork } from '../../connect/node-net.ts'
import { Pages } from '../../kernel/bytes/pages.ts'
import { LineLogger } from '../../kernel/log.ts'
import { nodeThreads } from '../../workers/node-threads.ts'
import { ReadingNetwork } from './reading-network.ts'

const pages = new Pages({ shared: true })
const logged: string[] = []
const parts = {
  ...{ network: nodeNetwork, threads: nodeThreads, pages, ahead: 1 << 20 },
  logger: new LineLogger((line) => logged.push(line)),
}
const network = new ReadingNetwork(parts)
after(() => network.stop())

const TEXT = Buffer.from(Array.from({ length: 100_000 }, (_, i) => `${i} of some lines\n`).join(''))

/** A server on a real socket, and what is done with each connection. */
async function serving(accept: (peer: Connection) => ConnectionEvents | undefined) {
  return nodeNetwork.listen({ host: '127.0.0.1', port: 0 }, (peer) => accept(peer) ?? {})
}

/** Write down what happens to a connection until it is closed. */
function watch(port: number, more: (seen: string[], connection: Connection, bytes: Uint8Array) => void = () => {}) {
  const seen: string[] = []
  const parts: Buffer[] = []
  const closed = Promise.withResolvers<void>()
  const connection: Connection = network.connect(
    { host: '127.0.0.1', port },
    {
      pages,
      open: () => seen.push('open'),
      data(bytes) {
        assert.ok(pages.has(bytes))
        parts.push(Buffer.from(bytes))
        more(seen, connection, bytes)
      },
      end: () => seen.push('end'),
      close(error) {
        seen.push(error === undefined ? 'close' : `close ${error.message} ${(error as { code?: string }).code}`)
        closed.resolve()
      },
    },
  )
  return { seen, connection, closed: closed.promise, received: () => Buffer.concat(parts) }
}

test('a thread reads what comes, in order, and tells of the end', async () => {
  const listener = await serving((peer) => {
    peer.write(TEXT)
    peer.end()
    return {}
  })
  const { seen, closed, received } = watch(listener.port)
  await closed
  assert.ok(received().equals(TEXT))
  assert.deepEqual(seen, ['open', 'end', 'close'])
  await listener.close()
})

test('nothing comes while a connection is paused, and nothing is lost', async () => {
  const listener = await serving((peer) => {
    peer.write(TEXT)
    peer.end()
    return {}
  })
  let paused = 0
  const { seen, closed, received } = watch(listener.port, (_, connection) => {
    assert.equal(paused, 0)
    paused++
    connection.pause()
    setImmediate(() => {
      paused--
      connection.resume()
    })
  })
  await closed
  assert.ok(received().equals(TEXT))
  assert.deepEqual(seen, ['open', 'end', 'close'])
  await listener.close()
})

test('a connection that is closed here hears of nothing but that', async () => {
  const gone = Promise.withResolvers<void>()
  const listener = await serving((peer) => {
    peer.write(TEXT)
    return { close: () => gone.resolve() }
  })
  const { seen, closed } = watch(listener.port, (noted, connection) => {
    noted.push('data')
    connection.destroy()
  })
  await Promise.all([closed, gone.promise])
  assert.deepEqual(seen, ['open', 'data', 'close'])
  await listener.close()
})

test('a connection that is refused says so with the code of the system', async () => {
  const listener = await serving(() => undefined)
  const { port } = listener
  await listener.close()
  const { seen, closed } = watch(port)
  await closed
  assert.deepEqual(seen, [`close connect ECONNREFUSED 127.0.0.1:${port} ECONNREFUSED`])
})

test('what is written goes out, and the pages come back', async () => {
  const listener = await serving((peer) => ({ data: (bytes) => void peer.write(bytes), end: () => peer.end() }))
  const { connection, closed, received } = watch(listener.port, (_, to) => to.end())
  connection.write('echo')
  await closed
  assert.equal(received().toString(), 'echo')
  assert.equal(pages.sizes.inUse, 0)
  await listener.close()
})

test('without pages a connection is one of this thread', async () => {
  const listener = await serving((peer) => {
    peer.write('here')
    peer.end()
    return {}
  })
  const text = await new Promise((resolve) => {
    network.connect({ host: '127.0.0.1', port: listener.port }, { data: (bytes) => resolve(String(bytes)) })
  })
  assert.equal(text, 'here')
  await listener.close()
})

test('where no thread can begin, the connections are of this thread, after one that fails', async () => {
  const listener = await serving((peer) => {
    peer.write('here')
    return {}
  })
  const without = new ReadingNetwork({ ...parts, entry: new URL('file:///none/reader.js') })
  const address = { host: '127.0.0.1', port: listener.port }
  const error = await new Promise<Error | undefined>((close) => without.connect(address, { pages, close }))
  assert.match(error?.message ?? '', /Cannot find module/)
  const text = await new Promise((resolve) => {
    const connection = without.connect(address, {
      pages,
      data(bytes) {
        resolve(String(bytes))
        connection.destroy()
      },
    })
  })
  assert.equal(text, 'here')
  assert.match(
    logged.join(),
    /^WARN sockets are read by the thread of the program: another one cannot begin: Cannot find module [^,]*$/,
  )
  await listener.close()
})

test('when the thread is lost its connections are, and the next one has a new thread', async () => {
  const listener = await serving((peer) => {
    peer.write('x')
    return {}
  })
  const came = Promise.withResolvers<void>()
  const first = watch(listener.port, () => came.resolve())
  await came.promise
  await network.stop()
  await first.closed
  assert.match(first.seen.at(-1) ?? '', /^close a thread ended with code 1/)
  const again = Promise.withResolvers<void>()
  const second = watch(listener.port, () => again.resolve())
  await again.promise
  second.connection.destroy()
  await second.closed
  await listener.close()
})
