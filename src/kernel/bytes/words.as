// The table of words in WebAssembly (see word-table.ts), in AssemblyScript. Text is looked at sixteen bytes at a time.
//
// All memory is laid out once. Pages that nothing was written to cost nothing, so the bounds may be generous; the table
// of entries uses only its front part until there are many words.

const MOST_WORDS: u32 = 1 << 19
const MOST_BYTES: u32 = 1 << 24
const LONGEST_WORD: usize = 1 << 12
const FIRST_ENTRIES: u32 = 1 << 12

@inline const INPUT: usize = 1024
@inline const INPUT_BYTES: usize = 1 << 18
@inline const COUNTS: usize = INPUT + INPUT_BYTES + 1024
@inline const ENDS: usize = COUNTS + MOST_WORDS * 4 + 64
@inline const COUNTED: usize = ENDS + MOST_WORDS * 4 + 64
@inline const BYTES: usize = COUNTED + MOST_WORDS * 4 + 64
// Sixteen bytes an entry: the first eight bytes of the word, the tag, and the id and 1.
@inline const ENTRIES: usize = BYTES + MOST_BYTES + LONGEST_WORD + 64
@inline const TOP: usize = ENTRIES + MOST_WORDS * 2 * 16

let mask: u32 = FIRST_ENTRIES - 1
let seed: u64 = 0
let size: u32 = 0
let countedSize: u32 = 0
/** Where the bytes of the next word go. */
let free: usize = BYTES

export function begin(chosen: u32): bool {
  seed = (<u64>chosen << 32) | chosen
  const missing = <i32>((TOP + 0xffff) >>> 16) - memory.size()
  return missing <= 0 || memory.grow(missing) >= 0
}

export function input(): usize { return INPUT }
export function inputBytes(): usize { return INPUT_BYTES }
export function counts(): usize { return COUNTS }
export function ends(): usize { return ENDS }
export function counted(): usize { return COUNTED }
export function bytes(): usize { return BYTES }
export function sizeOf(): u32 { return size }
export function countedOf(): u32 { return countedSize }

export function reset(): void {
  for (let i: u32 = 0; i < countedSize; i++) store<i32>(COUNTS + (load<u32>(COUNTED + (i << 2)) << 2), 0)
  countedSize = 0
}

export function clear(): void {
  reset()
  size = 0
  free = BYTES
  mask = FIRST_ENTRIES - 1
  memory.fill(ENTRIES, 0, FIRST_ENTRIES * 16)
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

@inline function mixed(h: u64): u64 {
  h = (h ^ seed) * 0x9e3779b97f4a7c15
  return h ^ (h >>> 29)
}

@inline function put(start: usize, length: usize): bool {
  let front = load<u64>(start)
  let hash: u64
  let tag: u32
  if (length <= 8) {
    front &= length == 8 ? -1 : ((<u64>1 << (length << 3)) - 1)
    tag = <u32>length
    hash = mixed(front + tag)
  } else {
    if (length > LONGEST_WORD) return false
    hash = mixed(front)
    for (let at: usize = 8; at + 8 < length; at += 8) hash = mixed(hash + load<u64>(start + at))
    hash = mixed(hash + load<u64>(start + length - 8))
    tag = <u32>(hash >>> 32) | 0x80000000
  }
  let slot = <u32>(hash >>> 20) & mask
  let entry = ENTRIES + (<usize>slot << 4)
  let next = load<u32>(entry, 12)
  while (next != 0) {
    if (load<u64>(entry) == front && load<u32>(entry, 8) == tag && (length <= 8 || isWord(next - 1, start, length))) {
      hit(next - 1)
      return true
    }
    slot = (slot + 1) & mask
    entry = ENTRIES + (<usize>slot << 4)
    next = load<u32>(entry, 12)
  }
  return add(start, length, front, tag, entry)
}

@inline function hit(id: u32): void {
  const at = COUNTS + (<usize>id << 2)
  const found = load<i32>(at)
  store<i32>(at, found + 1)
  if (found == 0) {
    store<u32>(COUNTED + (<usize>countedSize << 2), id)
    countedSize++
  }
}

@inline function startOf(id: u32): usize {
  return BYTES + (id == 0 ? 0 : load<u32>(ENDS + (<usize>(id - 1) << 2)))
}

function isWord(id: u32, start: usize, length: usize): bool {
  const from = startOf(id)
  if (BYTES + load<u32>(ENDS + (<usize>id << 2)) - from != length) return false
  for (let at: usize = 8; at + 8 < length; at += 8)
    if (load<u64>(from + at) != load<u64>(start + at)) return false
  return load<u64>(from + length - 8) == load<u64>(start + length - 8)
}

function add(start: usize, length: usize, front: u64, tag: u32, entry: usize): bool {
  if (size >= MOST_WORDS || free + length > BYTES + MOST_BYTES) return false
  memory.copy(free, start, length)
  free += length
  store<u32>(ENDS + (<usize>size << 2), <u32>(free - BYTES))
  enter(entry, front, tag, size)
  hit(size)
  size++
  if (size * 2 > mask && size < MOST_WORDS) widen()
  return true
}

@inline function enter(entry: usize, front: u64, tag: u32, id: u32): void {
  store<u64>(entry, front)
  store<u32>(entry, tag, 8)
  store<u32>(entry, id + 1, 12)
}

/** Twice as many entries, in the same place: they are made anew from the words. */
function widen(): void {
  mask = mask * 2 + 1
  memory.fill(ENTRIES, 0, (<usize>mask + 1) << 4)
  for (let id: u32 = 0; id < size; id++) place(id)
}

function place(id: u32): void {
  const start = startOf(id)
  const length = BYTES + load<u32>(ENDS + (<usize>id << 2)) - start
  let front = load<u64>(start)
  let hash: u64
  let tag: u32
  if (length <= 8) {
    front &= length == 8 ? -1 : ((<u64>1 << (length << 3)) - 1)
    tag = <u32>length
    hash = mixed(front + tag)
  } else {
    hash = mixed(front)
    for (let at: usize = 8; at + 8 < length; at += 8) hash = mixed(hash + load<u64>(start + at))
    hash = mixed(hash + load<u64>(start + length - 8))
    tag = <u32>(hash >>> 32) | 0x80000000
  }
  let slot = <u32>(hash >>> 20) & mask
  while (load<u32>(ENTRIES + (<usize>slot << 4), 12) != 0) slot = (slot + 1) & mask
  enter(ENTRIES + (<usize>slot << 4), front, tag, id)
}
