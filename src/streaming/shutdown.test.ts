import assert from 'node:assert/strict'
import { EventEmitter } from 'node:events'
import { test } from 'node:test'
import { stopOnShutdown } from './shutdown.ts'

function ending() {
  const killed: string[] = []
  const process = Object.assign(new EventEmitter(), {
    pid: 7,
    killed,
    kill: (pid: number, signal: string) => killed.push(`${signal} to ${pid}`),
  })
  return process
}

const turn = (): Promise<void> => new Promise(setImmediate)

test('a signal stops, and ends the process when that is done, also when it failed', async () => {
  for (const outcome of ['resolve', 'reject'] as const) {
    const process = ending()
    const stopped = Promise.withResolvers<void>()
    stopOnShutdown(process, () => stopped.promise)
    process.emit('SIGTERM')
    await turn()
    assert.deepEqual(process.killed, [])
    assert.equal(process.listenerCount('SIGTERM'), 0)
    stopped[outcome]()
    await turn()
    assert.deepEqual(process.killed, ['SIGTERM to 7'])
  }
})

test('the next signal, whichever it is, is left to the system', () => {
  const process = ending()
  let stops = 0
  stopOnShutdown(process, () => {
    stops++
    return new Promise(() => {})
  })
  process.emit('SIGINT')
  assert.deepEqual([process.emit('SIGTERM'), process.emit('SIGINT'), stops], [false, false, 1])
})

test('a program that handles the signal has the say', async () => {
  const process = ending()
  let stops = 0
  process.on('SIGINT', () => {})
  stopOnShutdown(process, async () => stops++)
  process.emit('SIGINT')
  await turn()
  assert.equal(stops, 1)
  assert.deepEqual(process.killed, [])
})

test('it can be undone', () => {
  const process = ending()
  stopOnShutdown(process, async () => assert.fail('nothing is to be stopped'))()
  assert.equal(process.emit('SIGTERM'), false)
  assert.equal(process.emit('SIGINT'), false)
})
