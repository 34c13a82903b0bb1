import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Connection, ConnectionEvents, Listener, Network } from '../../src/connect/network.ts'
import { TestRun } from '../../src/testing/index.ts'

const MIB = 1 << 20

/** A peer that sends pieces of a line that never ends, whether or not it is still listened to; later ones send `ok`. */
class EndlessLine implements Network {
  sent = 0
  sentUntilDestroyed = 0
  connections = 0
  #piece = new Uint8Array(MIB).fill(0x78)

  connect(_address: unknown, events: ConnectionEvents): Connection {
    let destroyed = false
    const first = this.connections++ === 0
    queueMicrotask(() => {
      events.open?.()
      if (!first) return events.data?.(Buffer.from('ok\n'))
      for (; this.sent < 1024; this.sent++) {
        events.data?.(this.#piece)
        if (!destroyed) this.sentUntilDestroyed = this.sent + 1
      }
    })
    const destroy = (): void => {
      destroyed = true
    }
    return {
      peer: 'endless:1',
      write: () => true,
      drained: async () => {},
      end: destroy,
      destroy,
      pause: () => {},
      resume: () => {},
    }
  }

  listen(): Promise<Listener> {
    return Promise.reject(new Error('nobody listens here'))
  }
}

test('a line of 1 GiB is given up after 16 MiB, and the next connection is read', async () => {
  const network = new EndlessLine()
  await using run = new TestRun({ environment: { network } })
  const lines = run.collect(run.ssc.socketTextStream('endless', 1))
  const before = process.memoryUsage()
  await run.tick()
  await run.tick()
  const after = process.memoryUsage()
  assert.equal(network.sent, 1024, 'all of it was sent')
  assert.equal(network.sentUntilDestroyed, 16, 'the 17th piece is too much')
  const grown = (after.rss - before.rss) / MIB
  assert.ok(grown < 96, `memory grew by ${grown} MiB`)
  assert.deepEqual(run.logged, [
    'WARN Receiver 0: Restarting receiver with delay 2000 ms: connection to endless:1: CONN_LINE_TOO_LONG: a line has more than 16777216 bytes. Set maxLineBytes if lines may be that long.',
  ])
  await run.tick(2)
  assert.equal(network.connections, 2)
  assert.deepEqual(lines.batches.flat(), ['ok'])
})

test('a port that refuses is tried again and again, and the program lives', async () => {
  await using run = new TestRun()
  const lines = run.collect(run.ssc.socketTextStream('localhost', 9999))
  const errors: unknown[] = []
  run.ssc.addStreamingListener({ onReceiverStopped: ({ receiverInfo }) => errors.push(receiverInfo.lastErrorMessage) })
  await run.tick(7)
  const refused = 'Restarting receiver with delay 2000 ms: connection to localhost:9999'
  const why = 'CONN_REFUSED at localhost:9999: the connection could not be opened: connect ECONNREFUSED localhost:9999.'
  assert.deepEqual(run.logged, Array(4).fill(`WARN Receiver 0: ${refused}: ${why}`))
  assert.deepEqual(errors, Array(4).fill(refused))
  await run.network.listen({ host: 'localhost', port: 9999 }, (peer) => {
    peer.write('here at last\n')
    return {}
  })
  await run.tick(3)
  assert.deepEqual(lines.batches.flat(), ['here at last'])
})

const texts: readonly { readonly name: string; readonly bytes: Uint8Array; readonly lines: readonly string[] }[] = [
  { name: 'bytes that no UTF-8 has', bytes: Uint8Array.of(0xff, 0xfe, 0x61, 0x0a), lines: ['\ufffd\ufffda'] },
  { name: 'overlong UTF-8', bytes: Uint8Array.of(0xc0, 0xaf, 0x0a), lines: ['\ufffd\ufffd'] },
  { name: 'a lone surrogate', bytes: Uint8Array.of(0xed, 0xa0, 0x80, 0x0a), lines: ['\ufffd\ufffd\ufffd'] },
  { name: 'a character that was cut off', bytes: Uint8Array.of(0xe2, 0x82, 0x0a, 0x61, 0x0a), lines: ['\ufffd', 'a'] },
  { name: 'NUL bytes', bytes: Buffer.from('a\0b\n\0\n'), lines: ['a\0b', '\0'] },
  { name: 'lone returns', bytes: Buffer.from('a\rb\r\r\n'), lines: ['a', 'b', ''] },
  {
    name: 'codes that move a terminal',
    bytes: Buffer.from('\x1b]0;pwn\x07\x1b[2J\u202e\n'),
    lines: ['\x1b]0;pwn\x07\x1b[2J\u202e'],
  },
]

for (const { name, bytes, lines } of texts) {
  test(`a socket with ${name}`, async () => {
    await using run = new TestRun()
    await run.network.listen({ host: 'localhost', port: 9999 }, (peer) => {
      peer.write(bytes)
      return {}
    })
    const got = run.collect(run.ssc.socketTextStream('localhost', 9999))
    await run.tick(2)
    assert.deepEqual(got.batches.flat(), lines)
    assert.deepEqual(run.logged, [])
  })

  test(`a file with ${name}`, async () => {
    await using run = new TestRun()
    run.files.write('/in', bytes)
    assert.deepEqual(await run.sc.textFile('/in', 1).collect(), lines)
    assert.deepEqual((await run.sc.textFile('/in', 5).collect()).sort(), [...lines].sort(), 'in pieces, too')
  })
}

test('what is printed, logged and thrown cannot move a terminal', async () => {
  const evil = 'a\0\x1b[2J\u202e\n'
  await using run = new TestRun()
  const words = run.input([evil], [evil]).stream
  words.print()
  words.map((word) => [word, word]).pprint()
  words.foreachRDD(() => {
    throw new Error(evil)
  })
  await assert.rejects(run.tick(2), (error: Error) => {
    assert.match(
      error.message,
      /^E_USER_FUNCTION at foreachRDD \(outside-network\.test\.ts:\d+\): a\\u0000\\u001b\[2J\\u202e\\n \(batch of 1000 ms\)\.$/,
    )
    return true
  })
  const shown = 'a\\u0000\\u001b[2J\\u202e\\n'
  const [line] = ['-'.repeat(43)]
  assert.equal(run.printed[0], `${line}\nTime: 1000 ms\n${line}\n${shown}\n`)
  assert.equal(run.printed[1]?.split('\n').slice(3).join('\n'), `('${shown}', '${shown}')\n`)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  for (const text of [...run.printed, ...run.logged]) assert.doesNotMatch(text, /[\0\x1b\u202e]/)
})
