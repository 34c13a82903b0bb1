// The table of words in WebAssembly (see word-table.ts), in AssemblyScript. Text is looked at sixteen bytes at a time.

import { BYTES, ENDS, MOST_WORDS, forget, intern } from './table'
export { begin, bytes, ends, sizeOf } from './table'

const INPUT: usize = 1024
const INPUT_BYTES: usize = 1 << 18
const COUNTS: usize = INPUT + INPUT_BYTES + 1024
const COUNTED: usize = COUNTS + MOST_WORDS * 4 + 64

let countedSize: u32 = 0

export function input(): usize { return INPUT }
export function inputBytes(): usize { return INPUT_BYTES }
export function counts(): usize { return COUNTS }
export function counted(): usize { return COUNTED }
export function countedOf(): u32 { return countedSize }

export function reset(): void {
  for (let i: u32 = 0; i < countedSize; i++) store<i32>(COUNTS + (load<u32>(COUNTED + (i << 2)) << 2), 0)
  countedSize = 0
}

export function clear(): void {
  reset()
  forget()
}

/** Count the words of the first `length` bytes of the input. Answers where a word found no room, or −1. */
export function count(length: usize, separator: i32, last: bool): i32 {
  const end = INPUT + length
  const cut = i8x16.splat(<i8>separator)
  const feed = i8x16.splat(10)
  const turn = i8x16.splat(13)
  let word = INPUT
  for (let at: usize = INPUT; at < end; at += 16) {
    const text = v128.load(at)
    let ends = i8x16.bitmask(
      v128.or(i8x16.eq(text, cut), v128.or(i8x16.eq(text, feed), i8x16.eq(text, turn))),
    )
    if (at + 16 > end) ends &= (1 << <i32>(end - at)) - 1
    while (ends != 0) {
      const stop = at + ctz(ends)
      ends &= ends - 1
      // The \n of \r\n ends no word.
      if (stop == word && stop > INPUT && load<u8>(stop) == 10 && load<u8>(stop - 1) == 13) {
        word = stop + 1
        continue
      }
      if (!put(word, stop - word)) return <i32>(word - INPUT)
      word = stop + 1
    }
  }
  return last && !put(word, end - word) ? <i32>(word - INPUT) : -1
}

@inline function put(start: usize, length: usize): bool {
  const id = intern(start, length)
  if (id < 0) return false
  const at = COUNTS + (<usize>id << 2)
  const found = load<i32>(at)
  store<i32>(at, found + 1)
  if (found == 0) {
    store<u32>(COUNTED + (<usize>countedSize << 2), id)
    countedSize++
  }
  return true
}
