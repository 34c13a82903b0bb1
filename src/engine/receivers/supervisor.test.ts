import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Network } from '../../connect/network.ts'
import { Receiver } from '../../connect/receiver.ts'
import { ManualClock } from '../../kernel/clock/manual.ts'
import { LineLogger } from '../../kernel/log.ts'
import type { ReceiverHandle, ReceiverOptions } from '../../rdd/backend.ts'
import { StorageLevel } from '../../rdd/storage-level.ts'
import { MAX_BLOCK_RECORDS, MAX_EARLY_CUTS } from './block-builder.ts'
import type { ReceivedBlocks } from './received-blocks.ts'
import { ReceiverMemory } from './receiver-memory.ts'
import { startReceiver } from './supervisor.ts'

/** Writes down every call, and runs what the test gives it. */
class Probe extends Receiver<number> {
  readonly calls: string[] = []
  starting: () => void | Promise<void> = () => {}
  stopping: () => void | Promise<void> = () => {}

  onStart(): void | Promise<void> {
    this.calls.push(`onStart ${this.isStarted()}`)
    return this.starting()
  }

  onStop(): void | Promise<void> {
    this.calls.push(`onStop ${this.isStarted()}`)
    return this.stopping()
  }
}

class Blocks implements ReceivedBlocks {
  readonly held = new Map<string, readonly unknown[]>()
  full = false

  put(id: string, records: readonly unknown[]): void {
    if (this.full) throw new Error('no space left')
    this.held.set(id, records)
  }

  drop(id: string): void {
    this.held.delete(id)
  }
}

class Bench {
  readonly clock = new ManualClock(10_000)
  readonly blocks = new Blocks()
  memory = new ReceiverMemory(1 << 30)
  readonly told: string[] = []
  readonly log: string[] = []
  readonly probe = new Probe()
  rate: number | undefined
  handle!: ReceiverHandle

  start(options: Partial<ReceiverOptions> = {}): this {
    const say = (text: string, error: unknown): void => {
      this.told.push(error === undefined ? text : `${text} (${(error as Error).message})`)
    }
    this.handle = startReceiver(
      this.probe,
      {
        streamId: 3,
        blockInterval: 200,
        maxRate: () => this.rate,
        restartDelay: 2000,
        level: StorageLevel.MEMORY_ONLY,
        ...options,
      },
      {
        started: () => this.told.push('started'),
        block: ({ id, streamId, records, metadata }) =>
          this.told.push(`block ${id} of ${streamId}: ${records}${metadata === undefined ? '' : ` ${metadata}`}`),
        error: (message, error) => say(`error ${message}`, error),
        paused: (bytes) => this.told.push(`paused at ${bytes}`),
        resumed: (millis, bytes) => this.told.push(`resumed after ${millis} ms at ${bytes}`),
        stopped: (message, error) => say(`stopped ${message}`, error),
      },
      {
        clock: this.clock,
        network: {} as Network,
        logger: new LineLogger((line) => this.log.push(line)),
        blocks: this.blocks,
        memory: this.memory,
      },
    )
    return this
  }

  get records(): unknown[][] {
    return [...this.blocks.held.values()].map((records) => [...records])
  }
}

const settled = async (): Promise<void> => {
  for (let i = 0; i < 20; i++) await undefined
}

test('a receiver is started at once, and blocks are cut at multiples of the interval', () => {
  const b = new Bench().start()
  assert.deepEqual(b.probe.calls, ['onStart true'])
  b.clock.advance(150)
  b.probe.store(1)
  b.probe.storeAll([2, 3])
  b.clock.advance(49)
  assert.deepEqual(b.records, [])
  b.clock.advance(1)
  b.probe.store(4)
  b.clock.advance(200)
  assert.deepEqual(b.records, [[1, 2, 3], [4]])
  assert.deepEqual(b.told, ['started', 'block input-3-0 of 3: 3', 'block input-3-1 of 3: 1'])
})

test('an idle receiver sets no alarm and makes no empty block', () => {
  const b = new Bench().start()
  assert.equal(b.clock.pending, 0)
  b.handle.cut()
  b.probe.store(1)
  b.handle.cut()
  b.clock.advance(1000)
  assert.deepEqual(b.records, [[1]])
  assert.equal(b.clock.pending, 0)
})

test('storeBlock makes one block, after what was buffered before it', async () => {
  const b = new Bench().start()
  const mine = [2, 3]
  b.probe.store(1)
  await b.probe.storeBlock(mine, 'offset 7')
  mine.push(99)
  await b.probe.storeBlock([])
  assert.deepEqual(b.records, [[1], [2, 3]])
  assert.equal(b.told.at(-1), 'block input-3-1 of 3: 2 offset 7')
})

test('storeBlock rejects when the block could not be stored, and after the end', async () => {
  const b = new Bench().start()
  b.blocks.full = true
  await assert.rejects(b.probe.storeBlock([1, 2]), {
    message: 'CONN_RECEIVER at receiver 3: 2 records were not stored: the block could not be stored.',
  })
  await b.handle.stop()
  await assert.rejects(b.probe.storeBlock([1]), {
    message: 'CONN_RECEIVER at receiver 3: 1 records were not stored: the receiver is stopped.',
  })
})

test('a buffered block that could not be stored is told, kept and tried again', () => {
  const b = new Bench().start()
  b.blocks.full = true
  b.probe.store(1)
  b.clock.advance(200)
  b.blocks.full = false
  b.probe.store(2)
  b.clock.advance(200)
  assert.deepEqual(b.records, [[1, 2]])
  assert.deepEqual(b.told, [
    'started',
    'error a block of 1 records could not be stored, and is tried again (no space left)',
    'block input-3-1 of 3: 2',
  ])
})

test('records that could not be stored before the end are told as lost', async () => {
  const b = new Bench().start()
  b.blocks.full = true
  b.probe.store(1)
  await b.handle.stop()
  assert.deepEqual(b.told.slice(2), [
    'error 1 records were lost (CONN_RECEIVER at receiver 3: 1 records were not stored: the last block could not be stored.)',
    'stopped Stopped by driver',
  ])
})

test('ids are not used twice when another receiver uses the same store', () => {
  const a = new Bench().start()
  const b = new Bench()
  Object.assign(b, { blocks: a.blocks })
  b.start()
  a.probe.store(1)
  a.handle.cut()
  b.probe.store(2)
  b.handle.cut()
  assert.deepEqual([...a.blocks.held.keys()], ['input-3-0', 'input-3-1'])
})

test('the rate limit holds a receiver that waits to its rate, and follows a change', async () => {
  const b = new Bench().start()
  b.rate = 100
  let stored = 0
  const run = async (): Promise<void> => {
    for (; b.probe.isStarted(); stored++) if (!b.probe.store(0)) await b.probe.ready()
  }
  void run()
  const during = async (millis: number): Promise<number> => {
    const before = stored
    for (let i = 0; i < millis / 10; i++) {
      b.clock.advance(10)
      await settled()
    }
    return stored - before
  }
  assert.equal(await during(1000), 100)
  b.rate = 1000
  const faster = await during(1000)
  assert.ok(Math.abs(faster - 1000) <= 10, String(faster))
  await b.handle.stop()
})

test('a receiver that nothing holds back is ready at once', async () => {
  const b = new Bench().start()
  assert.equal(b.probe.store(1), true)
  await b.probe.ready()
})

test('a fast receiver is cut early, then told to wait for the interval', async () => {
  const b = new Bench().start()
  const piece = Array.from({ length: MAX_BLOCK_RECORDS }, () => 0)
  for (let i = 0; i < MAX_EARLY_CUTS; i++) assert.equal(b.probe.storeAll(piece), true)
  assert.equal(b.probe.storeAll(piece), false)
  let ready = false
  void b.probe.ready().then(() => {
    ready = true
  })
  await settled()
  assert.equal(ready, false)
  b.clock.advance(200)
  await settled()
  assert.equal(ready, true)
  assert.equal(b.blocks.held.size, MAX_EARLY_CUTS + 1)
})

test('a restart stops, waits and starts again, and returns at once', async () => {
  const b = new Bench().start()
  b.probe.restart('lost', new Error('reset'))
  b.probe.restart('again')
  assert.deepEqual(b.probe.calls, ['onStart true'])
  assert.equal(b.probe.isStopped(), true)
  await settled()
  b.clock.advance(1999)
  assert.deepEqual(b.probe.calls, ['onStart true', 'onStop false'])
  b.clock.advance(1)
  assert.deepEqual(b.probe.calls, ['onStart true', 'onStop false', 'onStart true'])
  assert.deepEqual(b.told, ['started', 'stopped Restarting receiver with delay 2000 ms: lost (reset)', 'started'])
  assert.deepEqual(b.log, ['WARN Receiver 3: Restarting receiver with delay 2000 ms: lost: reset'])
})

test('a restart takes a delay of its own, and keeps what was buffered', async () => {
  const b = new Bench().start({ blockInterval: 100_000 })
  b.probe.store(1)
  b.probe.restart('quick', undefined, 10)
  await settled()
  b.clock.advance(10)
  b.probe.store(2)
  b.handle.cut()
  assert.deepEqual(b.records, [[1, 2]])
})

for (const [how, fail] of [
  ['throws', () => assert.fail('no port')],
  ['rejects', () => Promise.reject(new Error('no port'))],
] as const)
  test(`an onStart that ${how} restarts the receiver`, async () => {
    const b = new Bench()
    b.probe.starting = fail
    b.start()
    await settled()
    b.probe.starting = () => {}
    b.clock.advance(2000)
    assert.deepEqual(b.probe.calls, ['onStart true', 'onStop false', 'onStart true'])
    assert.equal(b.told[1], 'stopped Restarting receiver with delay 2000 ms: onStart failed (no port)')
  })

test('an onStart that rejects because it was stopped restarts nothing', async () => {
  const b = new Bench()
  let reject = (_: Error): void => {}
  b.probe.starting = () => new Promise((_, no) => (reject = no))
  b.probe.stopping = () => reject(new Error('stopped'))
  b.start()
  await b.handle.stop()
  await settled()
  assert.deepEqual(b.told, ['started', 'stopped Stopped by driver'])
  assert.equal(b.clock.pending, 0)
})

test('stop closes the source first, keeps what onStop still stores, and waits for it', async () => {
  const b = new Bench().start()
  b.probe.store(1)
  let finish = (): void => {}
  b.probe.stopping = async () => {
    await new Promise<void>((resolve) => (finish = resolve))
    b.probe.store(2)
  }
  const stopped = b.handle.stop()
  await settled()
  assert.deepEqual(b.told, ['started'])
  finish()
  await stopped
  await b.handle.stop()
  assert.deepEqual(b.told, ['started', 'block input-3-0 of 3: 2', 'stopped Stopped by driver'])
  assert.equal(b.probe.store(3), false)
  assert.deepEqual(b.records, [[1, 2]])
  assert.equal(b.clock.pending, 0)
})

test('stop while a restart waits does not start again', async () => {
  const b = new Bench().start()
  b.probe.restart('lost')
  await settled()
  await b.handle.stop()
  b.clock.advance(5000)
  assert.deepEqual(b.probe.calls, ['onStart true', 'onStop false'])
})

test('stop right after a restart calls onStop once', async () => {
  const b = new Bench().start()
  b.probe.restart('lost')
  await b.handle.stop()
  assert.deepEqual(b.probe.calls, ['onStart true', 'onStop false'])
  assert.deepEqual(b.told, ['started', 'stopped Stopped by driver'])
})

test('a receiver stops itself for good, with its reason', async () => {
  const b = new Bench().start()
  b.probe.stop('no more', new Error('end'))
  await b.handle.stop()
  b.probe.restart('late')
  b.probe.reportError('late')
  assert.deepEqual(b.told, ['started', 'stopped no more (end)'])
})

test('an onStop that throws is logged', async () => {
  const b = new Bench().start()
  b.probe.stopping = () => {
    throw new Error('busy')
  }
  await b.handle.stop()
  assert.deepEqual(b.log, ['ERROR Receiver 3: onStop failed: busy'])
})

test('reportError tells and logs, and stops nothing', () => {
  const b = new Bench().start()
  b.probe.reportError('odd line', new Error('bad'))
  assert.deepEqual(b.told, ['started', 'error odd line (bad)'])
  assert.deepEqual(b.log, ['WARN Receiver 3: odd line: bad'])
  assert.equal(b.probe.isStarted(), true)
})

test('who waited for room when the receiver ended is let go; who asks later is parked', async () => {
  const b = new Bench().start()
  b.rate = 1
  b.probe.store(1)
  b.probe.store(2)
  const waiting = b.probe.ready()
  await b.handle.stop()
  await waiting
  const later = await Promise.race([b.probe.ready().then(() => 'ready'), settled().then(() => 'parked')])
  assert.equal(later, 'parked')
})

/** Records of 64 bytes as they are counted. */
const numbers = (n: number): number[] => Array.from({ length: n }, (_, i) => i)

test('a receiver that holds as much as it may waits until batches are done', async () => {
  const b = new Bench()
  b.memory = new ReceiverMemory(6400)
  b.start()
  assert.equal(b.probe.storeAll(numbers(99)), true)
  assert.equal(b.probe.store(99), false)
  const ready = b.probe.ready().then(() => b.told.push('ready'))
  b.handle.cut()
  b.probe.storeAll(numbers(10))
  b.handle.cut()
  b.clock.advance(300)
  await settled()
  b.memory.letGo('input-3-1')
  await settled()
  assert.deepEqual(b.told, ['started', 'paused at 6400', 'block input-3-0 of 3: 100', 'block input-3-1 of 3: 10'])
  b.memory.letGo('input-3-0')
  await ready
  assert.deepEqual(b.told.slice(4), ['resumed after 300 ms at 0', 'ready'])
  assert.equal(b.memory.held, 0)
})

test('storeBlock takes a block that is larger than all memory, and then makes its caller wait', async () => {
  const b = new Bench()
  b.memory = new ReceiverMemory(640)
  b.start()
  let stored = false
  const block = b.probe.storeBlock(numbers(100)).then(() => {
    stored = true
  })
  await settled()
  assert.deepEqual(b.records, [numbers(100)])
  assert.equal(stored, false)
  b.memory.letGo('input-3-0')
  await block
  await b.probe.storeBlock([1])
  assert.deepEqual(b.told.slice(1), [
    'block input-3-0 of 3: 100',
    'paused at 6400',
    'resumed after 0 ms at 0',
    'block input-3-1 of 3: 1',
  ])
})

test('who waits for memory when the receiver ends is let go', async () => {
  const b = new Bench()
  b.memory = new ReceiverMemory(0)
  b.start()
  const stored = b.probe.storeBlock([1])
  const ready = b.probe.ready()
  await b.handle.stop()
  await stored
  await ready
  assert.deepEqual(b.records, [[1]])
  assert.deepEqual(b.told.slice(1), [
    'block input-3-0 of 3: 1',
    'paused at 64',
    'resumed after 0 ms at 64',
    'stopped Stopped by driver',
  ])
})
