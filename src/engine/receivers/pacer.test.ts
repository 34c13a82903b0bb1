import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TextBlock } from '../../kernel/bytes/text-block.ts'
import { ManualClock } from '../../kernel/clock/manual.ts'
import { countOf } from './backlog.ts'
import { Pacer } from './pacer.ts'

/** A pacer of numbers, what it has handed on, and when. */
function bench(rate?: number) {
  const clock = new ManualClock(5000)
  const got: number[] = []
  const parts = {
    rate,
    pacer: undefined as unknown as Pacer<number>,
  }
  parts.pacer = new Pacer<number>({
    clock,
    rate: () => parts.rate,
    give: (pieces: readonly (number | TextBlock)[]) => {
      for (const piece of pieces) got.push(piece as number)
      assert.equal(
        pieces.reduce<number>((sum, piece) => sum + countOf(piece), 0),
        pieces.length,
      )
    },
    share: () => {},
    free: () => {},
  })
  return { clock, got, parts }
}

const numbers = (n: number, from = 0): number[] => Array.from({ length: n }, (_, i) => from + i)

test('of many records at once those go on that are due, and the others when they are', () => {
  const { clock, got, parts } = bench(100)
  assert.equal(parts.pacer.pieces(numbers(50)), false)
  assert.ok(got.length <= 3, String(got.length))
  const seen = [got.length]
  for (let i = 0; i < 5; i++) {
    clock.advance(100)
    seen.push(got.length)
  }
  // Ten in each tenth of a second, but for the first 30 ms.
  for (const [i, n] of seen.entries()) assert.ok(Math.abs(n - i * 10) <= 3, String(seen))
  clock.advance(1000)
  assert.deepEqual(got, numbers(50))
  assert.equal(clock.pending, 0)
})

test('whoever waits goes on when all is handed on and paid for', async () => {
  const { clock, parts } = bench(100)
  parts.pacer.pieces(numbers(20))
  let isOpen = false
  void parts.pacer.open().then(() => {
    isOpen = true
  })
  clock.advance(190)
  await undefined
  assert.equal(isOpen, false)
  clock.advance(10)
  await undefined
  assert.equal(isOpen, true)
  assert.equal(clock.pending, 0)
})

test('another rate counts at once: a higher one, a lower one, and none', async () => {
  const { clock, got, parts } = bench(1)
  parts.pacer.pieces(numbers(1000))
  clock.advance(1000)
  assert.ok(got.length <= 2)
  parts.rate = 100
  parts.pacer.rateChanged()
  clock.advance(1000)
  const fast = got.length
  assert.ok(Math.abs(fast - 100) <= 5, String(fast))
  parts.rate = 10
  parts.pacer.rateChanged()
  clock.advance(1000)
  assert.ok(Math.abs(got.length - fast - 10) <= 2, String(got.length - fast))
  const waiting = parts.pacer.open()
  parts.rate = undefined
  parts.pacer.rateChanged()
  await waiting
  assert.deepEqual(got, numbers(1000))
  assert.equal(clock.pending, 0)
})

test('what is owed is owed in records, so a higher rate shortens the wait and a lower one makes it longer', async () => {
  const { clock, parts } = bench(10)
  // One by one, without waiting: all go on, and are paid for later.
  for (let i = 0; i < 100; i++) parts.pacer.took(1)
  parts.rate = 100
  parts.pacer.rateChanged()
  let isOpen = false
  const waiting = parts.pacer.open().then(() => {
    isOpen = true
  })
  clock.advance(990)
  await undefined
  assert.equal(isOpen, false)
  clock.advance(10)
  await waiting
})

test('a receiver that does not wait has no more than a block held back', () => {
  const { got, parts } = bench(10)
  for (let i = 0; i < 400; i++) {
    parts.pacer.pieces(numbers(1000, i * 1000))
    assert.ok(parts.pacer.bytes <= 16 << 20)
  }
  assert.ok(got.length >= 200_000)
  parts.pacer.flush()
  assert.deepEqual(got, numbers(400_000))
})

test('the end hands everything on, sets no alarm, and lets go of who waits', async () => {
  const { clock, got, parts } = bench(1)
  parts.pacer.pieces(numbers(30))
  const waiting = parts.pacer.open()
  parts.pacer.close()
  await waiting
  await parts.pacer.open()
  assert.deepEqual(got, numbers(30))
  assert.equal(clock.pending, 0)
})

/** A clock whose alarms are late while the thread is busy. */
class BusyClock extends ManualClock {
  #late: (() => void)[] = []
  isBusy = false

  override after(delay: number, fn: () => void): () => void {
    return super.after(delay, () => {
      if (this.isBusy) this.#late.push(fn)
      else fn()
    })
  }

  work(millis: number): void {
    this.isBusy = true
    this.advance(millis)
    this.isBusy = false
    for (const fn of this.#late.splice(0)) fn()
  }
}

/** Takes what it may of a source that always has more, for so many batches, and answers how many records each had. */
function batches(n: number, work: number): number[] {
  const clock = new BusyClock()
  let got = 0
  const pacer = new Pacer<number>({
    ...{ clock, rate: () => 1000, share: () => {}, free: () => {} },
    give: (pieces) => {
      got += pieces.length
    },
  })
  const sizes: number[] = []
  for (let i = 0; i < n; i++) {
    const before = got
    pacer.cut()
    clock.work(work)
    for (let left = 1000 - work; left > 0; left -= 10) {
      while (pacer.isOpen) pacer.pieces(numbers(50))
      clock.advance(10)
    }
    sizes.push(got - before)
  }
  return sizes
}

test('a thread that works most of the time takes what is due in the rest of it', () => {
  assert.ok(batches(5, 0).every((size) => size >= 960 && size <= 1030))
  for (const size of batches(5, 900).slice(1)) assert.ok(size >= 950 && size <= 1040, String(size))
})

test('what is due for a batch that is over is not made good', () => {
  const clock = new BusyClock()
  let got = 0
  const pacer = new Pacer<number>({
    ...{ clock, rate: () => 1000, share: () => {}, free: () => {} },
    give: (pieces) => {
      got += pieces.length
    },
  })
  pacer.pieces(numbers(100))
  clock.work(60_000)
  pacer.cut()
  const before = got
  for (let i = 0; i < 10; i++) {
    while (pacer.isOpen) pacer.pieces(numbers(50))
    clock.advance(10)
  }
  assert.ok(got - before <= 180, String(got - before))
})
