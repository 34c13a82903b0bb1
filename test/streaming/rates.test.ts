import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Connection } from '../../src/connect/network.ts'
import { nodeNetwork } from '../../src/connect/node-net.ts'
import { Receiver } from '../../src/index.ts'
import { TestRun } from '../../src/testing/index.ts'

const MIB = 1024 * 1024

/** A sender on a real socket that always has more; `held` resolves when the network takes nothing from it. */
class Sender {
  written = 0
  #peer: Connection | undefined
  #isHeld = false
  #changed = Promise.withResolvers<void>()

  begin(peer: Connection): void {
    this.#peer = peer
    void this.#pour(peer)
  }

  async #pour(peer: Connection): Promise<void> {
    while (this.#peer !== undefined) {
      const lines = Array.from({ length: 1024 }, (_, i) => `${this.written + i}`.padEnd(63, '.'))
      this.written += lines.length
      if (peer.write(`${lines.join('\n')}\n`)) continue
      this.#tell(true)
      await peer.drained()
      this.#tell(false)
    }
  }

  #tell(isHeld: boolean): void {
    this.#isHeld = isHeld
    this.#changed.resolve()
    this.#changed = Promise.withResolvers()
  }

  /**
   * Resolves when nothing has been taken from it for many turns of the loop, and for long enough that another thread had
   * its turn: its bytes lie in buffers, all of them full.
   */
  async held(): Promise<void> {
    let since = performance.now()
    for (let turns = 0; turns < 3000 || performance.now() - since < 250; turns++) {
      const before = this.written
      await new Promise(setImmediate)
      if (this.#isHeld && this.written === before) continue
      turns = 0
      since = performance.now()
    }
  }

  end(): void {
    this.#peer?.destroy()
    this.#peer = undefined
  }
}

for (const [where, master] of [
  ['by the thread of the program', 'local'],
  ['by a thread of its own', 'local[2]'],
] as const)
  test(`a sender on a real socket that is read ${where} has to wait at a low rate, until the rate is raised`, async (t) => {
    const sender = new Sender()
    // Also when the test fails: a socket that is gone takes everything.
    t.after(() => sender.end())
    const listener = await nodeNetwork.listen({ host: '127.0.0.1', port: 0 }, (peer) => {
      sender.begin(peer)
      return {}
    })
    await using run = new TestRun({
      master,
      // Of which the thread that reads takes an eighth ahead.
      conf: {
        'millstream.receiver.memory': 8 * MIB,
        'spark.streaming.backpressure.enabled': true,
        'spark.streaming.backpressure.initialRate': 100,
      },
      environment: { network: nodeNetwork },
    })
    const out = run.collect(run.ssc.socketTextStream('127.0.0.1', listener.port))
    await run.tick(0)
    await sender.held()
    const first = sender.written
    assert.ok(first * 64 < 32 * MIB, `${first} lines were written`)
    await run.tick(2)
    await sender.held()
    // Two seconds are 200 lines: next to nothing of what lies in the buffers.
    assert.ok(sender.written - first <= 4096, `${sender.written - first} more lines were written`)
    const slow = out.batches.map((batch) => batch?.length ?? 0)
    for (const size of slow) assert.ok(size <= 104, String(slow))
    assert.ok((slow[1] ?? 0) >= 96, String(slow))
    // The batches took no time, which raises the rate: to a thousand times what one of them had.
    await run.tick(2)
    await sender.held()
    await run.tick()
    const fast = (out.batches.at(-1)?.length ?? 0) + (out.batches.at(-2)?.length ?? 0)
    assert.ok(fast >= 10_000, `${fast} lines`)
    const lines = out.batches.flat() as string[]
    for (const [i, line] of lines.entries()) if (!line.startsWith(`${i}.`)) assert.fail(`${line} came at ${i}`)
    sender.end()
    await listener.close()
  })

test('a receiver that acknowledges what is stored is held to its rate, and goes on at once when it is raised', async () => {
  class Reliable extends Receiver<number> {
    stored = 0
    override async onStart(): Promise<void> {
      while (this.isStarted()) {
        await this.storeBlock(Array.from({ length: 50 }, () => this.stored++))
      }
    }
    override onStop(): void {}
  }
  const settings = { 'spark.streaming.backpressure.enabled': true, 'spark.streaming.backpressure.initialRate': 100 }
  await using run = new TestRun({ conf: settings })
  const receiver = new Reliable()
  const sizes: number[] = []
  run.ssc.receiverStream(receiver).foreachRDD(async (rdd) => {
    sizes.push(await rdd.count())
  })
  await run.tick(0)
  for (let i = 0; i < 200; i++) {
    run.clock.advance(10)
    for (let k = 0; k < 20; k++) await undefined
  }
  await run.ssc.idle()
  assert.equal(sizes.length, 2)
  for (const size of sizes) assert.ok(size >= 50 && size <= 150, String(sizes))
})
