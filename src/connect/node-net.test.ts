import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Address, Connection, ConnectionEvents, Listener } from './network.ts'
import { nodeNetwork } from './node-net.ts'

const HERE = '127.0.0.1'
const listen = (accept: (connection: Connection) => ConnectionEvents): Promise<Listener> =>
  nodeNetwork.listen({ host: HERE, port: 0 }, accept)

interface Talk {
  readonly text: string
  readonly events: readonly string[]
  readonly error: Error | undefined
}

/** Connect and take everything in until the connection is closed. */
function talk(address: Address, opened: (connection: Connection) => void = () => {}): Promise<Talk> {
  return new Promise((resolve) => {
    let text = ''
    const events: string[] = []
    const connection = nodeNetwork.connect(address, {
      open() {
        events.push('open')
        opened(connection)
      },
      data(bytes) {
        if (events.at(-1) !== 'data') events.push('data')
        text += Buffer.from(bytes).toString('latin1')
      },
      end: () => void events.push('end'),
      close(error) {
        events.push('close')
        resolve({ text, events, error })
      },
    })
  })
}

test('a server that speaks and ends', async () => {
  const peers: string[] = []
  const listener = await listen((connection) => {
    peers.push(connection.peer)
    connection.write('hello ')
    connection.write(Buffer.from('world'))
    connection.end()
    return {}
  })
  const { text, events, error } = await talk({ host: HERE, port: listener.port })
  await listener.close()
  assert.deepEqual([text, events, error], ['hello world', ['open', 'data', 'end', 'close'], undefined])
  assert.match(peers[0] ?? '', /^127\.0\.0\.1:\d+$/)
})

test('a server that listens', async () => {
  const heard: string[] = []
  let closed: (error: Error | undefined) => void
  const done = new Promise<Error | undefined>((resolve) => {
    closed = resolve
  })
  const listener = await listen(() => ({
    data: (bytes) => void heard.push(Buffer.from(bytes).toString()),
    end: () => void heard.push('end'),
    close: (error) => closed(error),
  }))
  await talk({ host: '', port: listener.port }, (connection) => {
    assert.equal(connection.peer, `${HERE}:${listener.port}`)
    connection.write('abc')
    connection.end()
    assert.equal(connection.write('too late'), true)
  })
  assert.equal(await done, undefined)
  await listener.close()
  assert.deepEqual(heard, ['abc', 'end'])
})

test('megabytes arrive in order, with pauses of the reader and waits of the writer', async () => {
  let waits = 0
  const listener = await listen((connection) => {
    const send = async (): Promise<void> => {
      for (let i = 0; i < 64; i++) {
        if (connection.write(Buffer.alloc(256 * 1024, i))) continue
        waits++
        await connection.drained()
      }
      connection.end()
    }
    void send()
    return {}
  })
  let [size, wrong, pauses, paused] = [0, 0, 0, false]
  await new Promise<void>((resolve) => {
    const connection = nodeNetwork.connect(
      { host: HERE, port: listener.port },
      {
        data(bytes) {
          if (paused) wrong++
          for (let i = 0; i < bytes.length; i += 4096) if (bytes[i] !== Math.floor((size + i) / (256 * 1024))) wrong++
          size += bytes.length
          if (size < ++pauses * 1_000_000) return void pauses--
          paused = true
          connection.pause()
          setImmediate(() => {
            paused = false
            connection.resume()
          })
        },
        close: () => resolve(),
      },
    )
  })
  await listener.close()
  assert.deepEqual([size, wrong], [16 * 1024 * 1024, 0])
  assert.ok(waits > 0 && pauses > 10)
})

test('nobody listens: close comes once, with the error of the system', async () => {
  const listener = await listen(() => ({}))
  const { port } = listener
  await listener.close()
  const { events, error } = await talk({ host: HERE, port })
  assert.deepEqual(events, ['close'])
  assert.equal((error as NodeJS.ErrnoException).code, 'ECONNREFUSED')
})

test('a port that is taken', async () => {
  const listener = await listen(() => ({}))
  await assert.rejects(
    nodeNetwork.listen({ host: HERE, port: listener.port }, () => ({})),
    { code: 'EADDRINUSE' },
  )
  await listener.close()
})

test('destroy closes at once, and who waits for room is let go', async () => {
  let waited = false
  const listener = await listen((connection) => {
    const flood = async (): Promise<void> => {
      const block = Buffer.alloc(1024 * 1024)
      while (connection.write(block));
      await connection.drained()
      waited = true
      await connection.drained()
      await listener.close()
    }
    void flood()
    return {}
  })
  const { events } = await talk({ host: HERE, port: listener.port }, (connection) => {
    connection.pause()
    connection.destroy()
  })
  assert.equal(events.at(-1), 'close')
  await new Promise<void>((resolve) => {
    const look = (): unknown => (waited ? resolve() : setImmediate(look))
    look()
  })
})
