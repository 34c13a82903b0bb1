import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ManualClock } from '../../kernel/clock/manual.ts'
import { paced, repeated, wholeLines } from './replay.ts'

async function* of(...pieces: string[]): AsyncGenerator<string> {
  yield* pieces
}

async function all(pieces: AsyncIterable<string>): Promise<string[]> {
  const seen: string[] = []
  for await (const piece of pieces) seen.push(piece)
  return seen
}

test('pieces become blocks of whole lines, and the last line gets its end', async () => {
  assert.deepEqual(await all(wholeLines(of('a\nb', 'c', '\nd\n\ne'))), ['a\n', 'bc\nd\n\n', 'e\n'])
  assert.deepEqual(await all(wholeLines(of())), [])
})

test('a rate holds lines back, and sends those of one nap together', async () => {
  const clock = new ManualClock()
  const sent: string[] = []
  let over = false
  const run = (async () => {
    for await (const text of paced(of('1\n2\n3\n', '4\n'), 100, clock))
      sent.push(`${text.replaceAll('\n', '')}@${clock.now()}`)
    over = true
  })()
  for (let i = 0; i < 100 && !over; i++) {
    for (let turn = 0; turn < 20; turn++) await Promise.resolve()
    clock.advance(1)
  }
  await run
  assert.deepEqual(sent, ['1@0', '2@10', '3@20', '4@30'])
})

test('a very high rate sends many lines at a time', async () => {
  const clock = new ManualClock()
  const block = 'x\n'.repeat(10_000)
  const sizes: number[] = []
  let over = false
  const run = (async () => {
    for await (const text of paced(of(block), 1_000_000, clock)) sizes.push(text.length / 2)
    over = true
  })()
  for (let i = 0; i < 100 && !over; i++) {
    for (let turn = 0; turn < 20; turn++) await Promise.resolve()
    clock.advance(1)
  }
  await run
  assert.equal(
    sizes.reduce((a, b) => a + b),
    10_000,
  )
  assert.ok(sizes.length <= 4, `${sizes}`)
})

test('a source is read again and again, unless it is empty', async () => {
  let reads = 0
  const open = (): AsyncIterable<string> => (reads++ < 3 ? of('a\n') : of())
  assert.deepEqual(await all(repeated(open, true)), ['a\n', 'a\n', 'a\n'])
  assert.equal(reads, 4)
  assert.deepEqual(await all(repeated(() => of('b\n'), false)), ['b\n'])
})
