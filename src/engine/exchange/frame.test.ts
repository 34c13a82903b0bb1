import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decode, encodePairs, encodeRecords } from './exchange.ts'
import { seal } from './frame.ts'

const BUG = 'BUG_INVARIANT: a frame of records from another thread is not readable: '
const HINT = '. Please report this, with the message and the stack.'

const GOOD = encodePairs([
  ['some', 1],
  ['pairs', 2.5],
])

/** `frame` with its head made to fit what was done to the rest. */
function sealed(frame: Uint8Array, change: (words: Uint32Array) => void): Uint8Array {
  const copy = Uint8Array.from(frame)
  const words = new Uint32Array(copy.buffer)
  change(words)
  const [, , , form = 0, count = 0, origin = 0, generation = 0, needs = 0] = words
  seal(copy, { form, count, origin, generation, needs })
  return copy
}

test('every flipped bit and every cut is noticed', () => {
  for (let bit = 0; bit < GOOD.length * 8; bit++) {
    const bad = Uint8Array.from(GOOD)
    bad[bit >> 3] = (bad[bit >> 3] as number) ^ (1 << (bit & 7))
    assert.throws(() => decode(bad), { code: 'BUG_INVARIANT' }, `bit ${bit}`)
  }
  for (let length = 0; length < GOOD.length; length++)
    assert.throws(() => decode(GOOD.subarray(0, length)), { code: 'BUG_INVARIANT' }, `${length} bytes`)
})

test('the error says what is wrong', () => {
  const says = (bytes: Uint8Array, why: string) => assert.throws(() => decode(bytes), { message: BUG + why + HINT })
  const with1 = (at: number, value: number) => Uint8Array.from(GOOD, (byte, i) => (i === at ? value : byte))
  says(new Uint8Array(3), '3 bytes are no whole head')
  says(new Uint8Array(80), 'it does not begin with MSX1')
  says(with1(3, 2), 'it does not begin with MSX1')
  says(Buffer.concat([GOOD, Buffer.alloc(8)]), `it says ${GOOD.length} bytes and has ${GOOD.length + 8}`)
  says(with1(50, 99), 'its checksum does not match')
})

test('a frame that is whole and makes no sense is refused', () => {
  const says = (bytes: Uint8Array, why: string) => assert.throws(() => decode(bytes), { message: BUG + why + HINT })
  // Words: 8 of the head, then kind and length of the first column.
  says(
    sealed(GOOD, (words) => words.set([7], 3)),
    'it is of form 7 and does not hold pairs',
  )
  says(
    sealed(GOOD, (words) => words.set([77], 8)),
    'a column of kind 77 is not known',
  )
  says(
    sealed(GOOD, (words) => words.set([1 << 20], 9)),
    'it ends inside a column',
  )
  says(
    sealed(GOOD, (words) => words.set([1 << 20], 4)),
    'it ends inside a column of strings',
  )
  says(
    sealed(encodeRecords([1, 2]), (words) => words.set([50], 4)),
    'it ends inside a column',
  )
  says(
    sealed(encodeRecords([new Date(1), 2]), (words) => words.set([3], 4)),
    'a column has another number of values',
  )
  says(
    sealed(encodeRecords([new Date(1), 2]), (words) => words.fill(0xffff, 10)),
    'a column is none that this Node reads',
  )
  says(
    sealed(encodeRecords([]).slice(0, 32), () => undefined),
    'it ends before a column',
  )
})

test('a frame may lie at any address', () => {
  const pairs = [
    ['a', 1.5],
    ['ü'.repeat(300), -2],
    ['Ω', 3],
  ] as const
  const numbers = [1, 2, 2 ** 31]
  for (let shift = 0; shift < 9; shift++) {
    const moved = (frame: Uint8Array): Uint8Array => {
      const room = new Uint8Array(frame.length + 16)
      room.set(frame, shift)
      return room.subarray(shift, shift + frame.length)
    }
    assert.deepEqual(decode(moved(encodePairs(pairs))), pairs)
    assert.deepEqual(decode(moved(encodeRecords(numbers))), numbers)
  }
})
