import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MessageChannel, receiveMessageOnPort, threadId, Worker } from 'node:worker_threads'
import { encodePairs, encodeRecords } from './exchange.ts'
import type { Frame } from './frame.ts'
import { KeyReceiver } from './key-receiver.ts'
import { type KeyedFrame, KeySender } from './key-sender.ts'

/** A thread that receives frames, adds the values up by key, and sends frames back. */
const OTHER_SIDE = `
  import { parentPort, threadId } from 'node:worker_threads'
  const url = ${JSON.stringify(import.meta.resolve('./'))}
  const { decode, encodeRecords } = await import(url + 'exchange.ts')
  const { KeyReceiver } = await import(url + 'key-receiver.ts')
  const { KeySender } = await import(url + 'key-sender.ts')
  const receiver = new KeyReceiver()
  const sender = new KeySender({ origin: threadId, shared: true })
  const sum = (sent) => {
    const sums = new Map()
    for (const [key, n] of receiver.receive(sent).pairs()) sums.set(key, (sums.get(key) ?? 0) + n)
    return sender.encode([...sums])
  }
  const echo = (frame) => encodeRecords(decode(frame), { shared: true })
  parentPort.on('message', (sent) => parentPort.postMessage(sent.pages ? sum(sent) : echo(sent)))
  parentPort.postMessage('ready')
`

class OtherSide {
  readonly #worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(OTHER_SIDE)}`))
  #answered: ((answer: any) => void) | undefined

  constructor() {
    this.#worker.on('message', (answer) => this.#answered?.(answer))
  }

  ready = (): Promise<string> => this.#next()

  ask<T extends Frame | KeyedFrame>(sent: T): Promise<T> {
    const answer = this.#next<T>()
    const { buffer } = sent instanceof Uint8Array ? sent : sent.frame
    this.#worker.postMessage(sent, buffer instanceof ArrayBuffer ? [buffer] : [])
    return answer
  }

  [Symbol.asyncDispose] = async (): Promise<void> => {
    await this.#worker.terminate()
  }

  #next<T>(): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>()
    this.#answered = resolve
    this.#worker.once('error', reject)
    return promise
  }
}

test('frames go to another thread and back, transferred and shared', { timeout: 30_000 }, async () => {
  await using other = new OtherSide()
  await other.ready()
  const { decode } = await import('./exchange.ts')
  const records = [
    1,
    'ä',
    '\ud800',
    -0,
    undefined,
    new Map([[{ a: 1 }, Uint8Array.of(1)]]),
    5n,
    { __proto__: null, b: 2 },
  ]
  const copies = structuredClone(records)
  for (const shared of [false, true])
    assert.deepEqual(decode(await other.ask(encodeRecords(records, { shared }))), copies)

  const [sender, receiver] = [new KeySender({ origin: threadId }), new KeyReceiver()]
  for (let batch = 0; batch < 5; batch++) {
    const pairs = Array.from({ length: 1000 }, (_, i) => [`key ${(i * 7 + batch) % 100}`, i] as const)
    const expected = new Map<string, number>()
    for (const [key, n] of pairs) expected.set(key, (expected.get(key) ?? 0) + n)
    const sums = receiver.receive(await other.ask(sender.encode(pairs)))
    assert.deepEqual(sums.pairs(), [...expected])
    assert.ok(sums.ids !== undefined)
  }
  const pairs = [[new Date(1), 1] as const, [new Date(1), 2] as const]
  assert.equal(receiver.receive(await other.ask({ frame: encodePairs(pairs), pages: [] })).length, 2)
})

test('a frame in shared memory is the same bytes on the other side of a port', () => {
  const { port1, port2 } = new MessageChannel()
  const frame = encodeRecords(['a'], { shared: true })
  port1.postMessage(frame)
  const { message } = receiveMessageOnPort(port2) as { message: Uint8Array }
  assert.deepEqual(message, frame)
  port1.close()
})
