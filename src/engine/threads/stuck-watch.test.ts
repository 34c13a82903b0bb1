import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ManualClock } from '../../kernel/clock/manual.ts'
import type { Member } from './member.ts'
import { ProgressBoard } from './progress-board.ts'
import type { Standstill } from './standstill.ts'
import { StuckWatch } from './stuck-watch.ts'

/** A worker that does what it is told, and notes what is done to it. */
class Worker implements Pick<Member, 'orders' | 'board' | 'ask' | 'kill'> {
  readonly board = new ProgressBoard()
  readonly log: string[] = []
  readonly #clock: ManualClock
  orders = 1
  answers = false

  constructor(clock: ManualClock) {
    this.#clock = clock
  }

  ask(): void {
    this.log.push(`asked at ${this.#clock.now()}`)
    if (this.answers) this.board.beat()
  }

  kill(why: unknown): void {
    this.log.push(`killed at ${this.#clock.now()}: ${(why as Standstill).message}`)
    this.orders = 0
  }
}

function watching(deadline: number): {
  clock: ManualClock
  worker: Worker
  watch: StuckWatch
  pass: (millis: number, step?: number) => Promise<void>
} {
  const clock = new ManualClock()
  const worker = new Worker(clock)
  const turn = async (): Promise<void> => {}
  const watch = new StuckWatch({ clock, turn, deadline, members: () => [worker as unknown as Member] })
  watch.wake()
  const pass = async (millis: number, step = 10): Promise<void> => {
    for (let end = clock.now() + millis; clock.now() < end; ) {
      clock.advance(step)
      await turn()
      await turn()
    }
  }
  return { clock, worker, watch, pass }
}

test('a worker that does not go on is asked, and then ended', async () => {
  const { worker, pass } = watching(1000)
  worker.board.enter(3, 5)
  await pass(2000)
  assert.deepEqual(worker.log, [
    'asked at 550',
    'killed at 1050: it did not go on for 1.0 s in a task over partition 5',
  ])
})

test('one that answers, or beats, or has nothing to do, is left alone', async () => {
  const { worker, pass } = watching(1000)
  worker.answers = true
  await pass(5000)
  assert.equal(worker.log.length > 0 && worker.log.every((line) => line.startsWith('asked')), true)
  worker.log.length = 0
  for (let i = 0; i < 100; i++) {
    worker.board.beat()
    await pass(400)
  }
  assert.deepEqual(worker.log, [])
})

test('time counts only as far as it was looked at', async () => {
  const { worker, clock, pass } = watching(1000)
  await pass(100)
  for (let i = 0; i < 8; i++) await pass(10_000, 10_000)
  clock.advance(60_000)
  assert.equal(worker.log.filter((line) => line.startsWith('killed')).length, 0)
  await pass(1000)
  assert.equal(worker.log.filter((line) => line.startsWith('killed')).length, 1)
})

test('nobody is looked at while nobody has anything to do, after the end, or without a deadline', async () => {
  const { worker, clock, watch, pass } = watching(1000)
  worker.orders = 0
  await pass(200)
  assert.equal(clock.pending, 0)
  worker.orders = 1
  watch.wake()
  watch.wake()
  assert.equal(clock.pending, 1)
  watch.stop()
  assert.equal(clock.pending, 0)
  assert.equal(watching(0).clock.pending, 0)
})
