import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { test } from 'node:test'
import { millstream, portOf, programs, Running } from './command.ts'

const { write } = programs()

/** Everything that a client gets until the connection is closed. */
async function read(port: number): Promise<string> {
  const socket = connect({ port, host: '127.0.0.1' })
  let text = ''
  for await (const bytes of socket) text += bytes
  return text
}

test('each client gets the file, and --once ends the command after the first', async () => {
  const file = write('lines.txt', 'héllo\nworld')
  const server = new Running(['nc', '--listen', '0', '--file', file])
  const port = await portOf(server)
  assert.deepEqual(await Promise.all([read(port), read(port)]), ['héllo\nworld\n', 'héllo\nworld\n'])
  server.signal('SIGTERM')
  assert.equal(await server.code, 'SIGTERM')
  const once = new Running(['nc', '--listen', '0', '--file', file, '--once'])
  assert.equal(await read(await portOf(once)), 'héllo\nworld\n')
  assert.equal(await once.code, 0)
})

test('a large file arrives whole at a slow reader', async () => {
  const text = `${'x'.repeat(99)}\n`.repeat(100_000)
  const server = new Running(['nc', '--listen', '0', '--file', write('large.txt', text), '--once'])
  const socket = connect({ port: await portOf(server), host: '127.0.0.1' })
  let bytes = 0
  for await (const chunk of socket) {
    bytes += (chunk as Buffer).length
    // The reader stops now and then: what it does not take must wait, and not be lost.
    if (bytes % 7 === 0) await new Promise((resolve) => setImmediate(resolve))
  }
  assert.equal(bytes, text.length)
  assert.equal(await server.code, 0)
})

test('standard input goes to the client, and the command ends with it', async () => {
  const server = new Running(['nc', '--listen', '0'])
  const port = await portOf(server)
  const text = read(port)
  server.child.stdin?.write('one\n')
  server.child.stdin?.end('two\n')
  assert.equal(await text, 'one\ntwo\n')
  assert.equal(await server.code, 0)
})

test('a port in use, a missing file and wrong numbers are said in one line', async () => {
  const server = new Running(['nc', '--listen', '0'])
  const port = await portOf(server)
  const [taken, missing, badPort, badRate, none] = await Promise.all([
    millstream('nc', '--listen', String(port)),
    millstream('nc', '--listen', '0', '--file', '/nowhere/x'),
    millstream('nc', '--listen', '99999'),
    millstream('nc', '--listen', '0', '--rate', '0'),
    millstream('nc'),
  ])
  server.signal('SIGKILL')
  assert.deepEqual(
    [taken.code, taken.stderr],
    [
      1,
      `CONN_REFUSED at 127.0.0.1:${port}: the port is in use. End the program that uses it, or choose another port.\n`,
    ],
  )
  assert.deepEqual([missing.code, missing.stderr], [2, 'error: there is no file /nowhere/x\n'])
  assert.deepEqual(
    [badPort.code, badPort.stderr],
    [2, "error: --listen takes a port from 0 to 65535 and was given '99999'\n"],
  )
  assert.deepEqual(
    [badRate.code, badRate.stderr],
    [2, "error: --rate takes lines a second above 0 and was given '0'\n"],
  )
  assert.deepEqual([none.code, none.stderr], [2, "error: required option '-l, --listen <port>' not specified\n"])
})
