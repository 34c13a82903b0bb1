// Texts of bytes as small integers, in WebAssembly: a part of words.as and of columns.as. Equal texts have the same id,
// ids count up from 0, and never rest on a hash alone.
//
// All memory is laid out once. Pages that nothing was written to cost nothing, so the bounds may be generous; the table
// of entries uses only its front part until there are many texts.

export const MOST_WORDS: u32 = 1 << 19
export const MOST_BYTES: u32 = 1 << 24
export const LONGEST_WORD: usize = 1 << 12
const FIRST_ENTRIES: u32 = 1 << 12

/** What a module has beside its table lies before this. */
const TABLE: usize = 6 << 20
export const ENDS: usize = TABLE
export const BYTES: usize = ENDS + MOST_WORDS * 4 + 64
// Sixteen bytes an entry: the first eight bytes of the text, the tag, and the id and 1.
const ENTRIES: usize = BYTES + MOST_BYTES + LONGEST_WORD + 64
const TOP: usize = ENTRIES + MOST_WORDS * 2 * 16

let mask: u32 = FIRST_ENTRIES - 1
let seed: u64 = 0
let size: u32 = 0
/** Where the bytes of the next text go. */
let free: usize = BYTES

export function begin(chosen: u32): bool {
  seed = (<u64>chosen << 32) | chosen
  const missing = <i32>((TOP + 0xffff) >>> 16) - memory.size()
  return missing <= 0 || memory.grow(missing) >= 0
}

export function ends(): usize { return ENDS }
export function bytes(): usize { return BYTES }
export function sizeOf(): u32 { return size }

export function forget(): void {
  size = 0
  free = BYTES
  mask = FIRST_ENTRIES - 1
  memory.fill(ENTRIES, 0, FIRST_ENTRIES * 16)
}

@inline function mixed(h: u64): u64 {
  h = (h ^ seed) * 0x9e3779b97f4a7c15
  return h ^ (h >>> 29)
}

/** The id of a text; −1 when it is too long, or when there is no room for it. */
@inline export function intern(start: usize, length: usize): i32 {
  let front = load<u64>(start)
  let hash: u64
  let tag: u32
  if (length <= 8) {
    front &= length == 8 ? -1 : ((<u64>1 << (length << 3)) - 1)
    tag = <u32>length
    hash = mixed(front + tag)
  } else {
    if (length > LONGEST_WORD) return -1
    hash = mixed(front)
    for (let at: usize = 8; at + 8 < length; at += 8) hash = mixed(hash + load<u64>(start + at))
    hash = mixed(hash + load<u64>(start + length - 8))
    tag = <u32>(hash >>> 32) | 0x80000000
  }
  let slot = <u32>(hash >>> 20) & mask
  let entry = ENTRIES + (<usize>slot << 4)
  let next = load<u32>(entry, 12)
  while (next != 0) {
    if (load<u64>(entry) == front && load<u32>(entry, 8) == tag && (length <= 8 || isText(next - 1, start, length)))
      return <i32>next - 1
    slot = (slot + 1) & mask
    entry = ENTRIES + (<usize>slot << 4)
    next = load<u32>(entry, 12)
  }
  return add(start, length, front, tag, entry)
}

@inline function startOf(id: u32): usize {
  return BYTES + (id == 0 ? 0 : load<u32>(ENDS + (<usize>(id - 1) << 2)))
}

function isText(id: u32, start: usize, length: usize): bool {
  const from = startOf(id)
  if (BYTES + load<u32>(ENDS + (<usize>id << 2)) - from != length) return false
  for (let at: usize = 8; at + 8 < length; at += 8)
    if (load<u64>(from + at) != load<u64>(start + at)) return false
  return load<u64>(from + length - 8) == load<u64>(start + length - 8)
}

function add(start: usize, length: usize, front: u64, tag: u32, entry: usize): i32 {
  if (size >= MOST_WORDS || free + length > BYTES + MOST_BYTES) return -1
  memory.copy(free, start, length)
  free += length
  store<u32>(ENDS + (<usize>size << 2), <u32>(free - BYTES))
  enter(entry, front, tag, size)
  size++
  if (size * 2 > mask && size < MOST_WORDS) widen()
  return <i32>size - 1
}

@inline function enter(entry: usize, front: u64, tag: u32, id: u32): void {
  store<u64>(entry, front)
  store<u32>(entry, tag, 8)
  store<u32>(entry, id + 1, 12)
}

/** Twice as many entries, in the same place: they are made anew from the texts. */
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
