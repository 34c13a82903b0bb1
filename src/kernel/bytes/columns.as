// Fields of lines of JSON objects, and of lines of values with separators, as columns, in AssemblyScript.
//
// A line is read only when nothing about it is special. Every line that is, one that is no JSON among them, is left in
// doubt, and JavaScript reads it: so this file knows no errors, and never says of a line what JSON.parse would not say.

import { LONGEST_WORD, MOST_WORDS, intern, sizeOf } from './table'
export { begin, bytes, ends, forget, sizeOf } from './table'

/** How many rows are read at once, and how many fields a row may have. */
const ROWS: usize = 2048
const FIELDS: usize = 16

const INPUT: usize = 1024
const INPUT_BYTES: usize = 1 << 18
const NAMES: usize = INPUT + INPUT_BYTES + 1024
const NAME_BYTES: usize = 256
// A name has its field's place beside it: length, then whether its texts are wanted as numbers.
const LENGTHS: usize = NAMES + FIELDS * NAME_BYTES
const NUMERIC: usize = LENGTHS + FIELDS * 4
// For values with separators: the field that a place in the line belongs to, or −1.
const MOST_PLACES: usize = 256
const PLACES: usize = NUMERIC + FIELDS * 4
const STARTS: usize = PLACES + MOST_PLACES * 4
const STOPS: usize = STARTS + ROWS * 4
const DOUBTS: usize = STOPS + ROWS * 4
const KINDS: usize = DOUBTS + ROWS
const IDS: usize = KINDS + FIELDS * ROWS
const NUMBERS: usize = IDS + FIELDS * ROWS * 4
const SCRATCH: usize = NUMBERS + FIELDS * ROWS * 8

// What stands in a column.
const ABSENT: u8 = 0
const TEXT: u8 = 1
const NUMBER: u8 = 2
const TRUE: u8 = 3
const FALSE: u8 = 4
const NULL: u8 = 5
const DECIMAL: u8 = 6

let fields: i32 = 0
let places: i32 = 0
let rows: i32 = 0
let escaped: bool = false
/** The number that was read last, and whether its double is known to be right. */
let number: f64 = 0
let exact: bool = false
/** There is no room for a text. */
let full: bool = false

export function input(): usize { return INPUT }
export function inputBytes(): usize { return INPUT_BYTES }
export function mostRows(): usize { return ROWS }
export function names(): usize { return NAMES }
export function lengths(): usize { return LENGTHS }
export function numeric(): usize { return NUMERIC }
export function placesAt(): usize { return PLACES }
export function starts(): usize { return STARTS }
export function stops(): usize { return STOPS }
export function doubts(): usize { return DOUBTS }
export function kinds(): usize { return KINDS }
export function idsAt(): usize { return IDS }
export function numbers(): usize { return NUMBERS }
export function scratch(): usize { return SCRATCH }
export function rowsOf(): i32 { return rows }
export function isFull(): bool { return full }
export function setFields(n: i32, m: i32): void { fields = n; places = m }

/** The id of the text of so many bytes that was put into the scratch; −1 when there is none. */
export function internScratch(length: usize): i32 { return intern(SCRATCH, length) }

/**
 * Read lines of the input from offset `from` up to `length`, where a line ends at the latest. Answers the offset where it
 * stopped: at the end, when there are as many rows as fit, or before a line with a text that finds no room.
 */
export function json(from: usize, length: usize): usize { return read(from, length, -1) }
export function csv(from: usize, length: usize, separator: i32): usize { return read(from, length, separator) }

@inline function read(from: usize, length: usize, separator: i32): usize {
  const end = INPUT + length
  store<u8>(end, 10)
  rows = 0
  full = false
  let at = INPUT + from
  while (at < end && rows < <i32>ROWS) {
    let stop = separator < 0 ? object(at) : values(at, <u8>separator)
    if (full) break
    store<u8>(DOUBTS + rows, stop == 0 ? 1 : 0)
    if (stop == 0) stop = lineEnd(at)
    store<u32>(STARTS + (<usize>rows << 2), <u32>(at - INPUT))
    store<u32>(STOPS + (<usize>rows << 2), <u32>(stop - INPUT))
    rows++
    at = load<u8>(stop) == 13 && load<u8>(stop + 1) == 10 && stop + 1 < end ? stop + 2 : stop + 1
  }
  return (at > end ? end : at) - INPUT
}

function lineEnd(at: usize): usize {
  const feed = i8x16.splat(10)
  const turn = i8x16.splat(13)
  let ends = 0
  while (ends == 0) {
    const text = v128.load(at)
    ends = i8x16.bitmask(v128.or(i8x16.eq(text, feed), i8x16.eq(text, turn)))
    at += 16
  }
  return at - 16 + ctz(ends)
}

@inline function isEnd(c: u8): bool { return c == 10 || c == 13 }

@inline function space(at: usize): usize {
  while (load<u8>(at) == 32 || load<u8>(at) == 9) at++
  return at
}

@inline function setKind(field: i32, kind: u8): void {
  store<u8>(KINDS + <usize>field * ROWS + rows, kind)
}

@inline function setNumber(field: i32, kind: u8, value: f64): void {
  setKind(field, kind)
  store<f64>(NUMBERS + ((<usize>field * ROWS + rows) << 3), value)
}

/** Put a text without escapes into a column. False when it is left in doubt. */
@inline function setText(field: i32, start: usize, length: usize): bool {
  if (load<i32>(NUMERIC + (<usize>field << 2)) != 0) {
    // More digits need not fit a double, and a zero before others would be forgotten.
    if (length == 0 || length > 15 || (load<u8>(start) == 48 && length > 1)) return false
    let value: u64 = 0
    for (let at = start; at < start + length; at++) {
      const digit = <u32>load<u8>(at) - 48
      if (digit > 9) return false
      value = value * 10 + digit
    }
    setNumber(field, DECIMAL, <f64>value)
    return true
  }
  const id = intern(start, length)
  if (id < 0) {
    full = length <= LONGEST_WORD
    return false
  }
  setKind(field, TEXT)
  store<i32>(IDS + ((<usize>field * ROWS + rows) << 2), id)
  return true
}

/** The end of a line that is an object; 0 when it is left in doubt. */
@inline function object(start: usize): usize {
  for (let field = 0; field < fields; field++) setKind(field, ABSENT)
  let at = space(start)
  if (load<u8>(at) != 123) return 0
  at = space(at + 1)
  if (load<u8>(at) == 125) at++
  else
    for (;;) {
      if (load<u8>(at) != 34) return 0
      const key = at + 1
      escaped = false
      at = stringEnd(key)
      if (at == 0 || escaped) return 0
      const field = fieldOf(key, at - key)
      at = space(at + 1)
      if (load<u8>(at) != 58) return 0
      at = space(at + 1)
      at = field < 0 ? skip(at) : take(at, field)
      if (at == 0) return 0
      at = space(at)
      const next = load<u8>(at)
      at++
      if (next == 125) break
      if (next != 44) return 0
      at = space(at)
    }
  at = space(at)
  return isEnd(load<u8>(at)) ? at : 0
}

@inline function fieldOf(key: usize, length: usize): i32 {
  const front = load<u64>(key)
  const first = length < 8 ? front & ((<u64>1 << (length << 3)) - 1) : front
  for (let field = 0; field < fields; field++) {
    const name = NAMES + <usize>field * NAME_BYTES
    if (load<u64>(name) == first && load<u32>(LENGTHS + (<usize>field << 2)) == <u32>length && isName(name, key, length))
      return field
  }
  return -1
}

@inline function isName(name: usize, key: usize, length: usize): bool {
  if (length <= 8) return true
  for (let at: usize = 8; at + 8 < length; at += 8) if (load<u64>(name + at) != load<u64>(key + at)) return false
  return load<u64>(name + length - 8) == load<u64>(key + length - 8)
}

/** The place of the quote that ends a string which begins at `at`; 0 when there is none, or a wrong escape before it. */
@inline function stringEnd(at: usize): usize {
  const quote = i8x16.splat(34)
  const slash = i8x16.splat(92)
  const control = i8x16.splat(31)
  for (;;) {
    const text = v128.load(at)
    const found = i8x16.bitmask(
      v128.or(v128.or(i8x16.eq(text, quote), i8x16.eq(text, slash)), i8x16.eq(i8x16.min_u(text, control), text)),
    )
    if (found == 0) {
      at += 16
      continue
    }
    at += ctz(found)
    const c = load<u8>(at)
    if (c == 34) return at
    if (c != 92) return 0
    at = escapeEnd(at + 1)
    if (at == 0) return 0
  }
  return 0
}

function escapeEnd(at: usize): usize {
  escaped = true
  const c = load<u8>(at)
  if (c == 117) {
    for (let i: usize = 1; i <= 4; i++) {
      const h = load<u8>(at + i)
      const letter = h | 32
      if (!((h >= 48 && h <= 57) || (letter >= 97 && letter <= 102))) return 0
    }
    return at + 5
  }
  return c == 34 || c == 92 || c == 47 || c == 98 || c == 102 || c == 110 || c == 114 || c == 116 ? at + 1 : 0
}

/** Put the value at `at` into a column. Answers its end, or 0. */
@inline function take(at: usize, field: i32): usize {
  const c = load<u8>(at)
  if (c == 34) {
    escaped = false
    const end = stringEnd(at + 1)
    if (end == 0 || escaped || !setText(field, at + 1, end - at - 1)) return 0
    return end + 1
  }
  if (c == 123 || c == 91) return 0
  const end = scalar(at)
  if (end == 0) return 0
  if (c == 116) setKind(field, TRUE)
  else if (c == 102) setKind(field, FALSE)
  else if (c == 110) setKind(field, NULL)
  else {
    if (!exact) return 0
    setNumber(field, NUMBER, number)
  }
  return end
}

/** The end of the value at `at`, or 0. */
@inline function skip(at: usize): usize {
  const c = load<u8>(at)
  if (c == 34) {
    const end = stringEnd(at + 1)
    return end == 0 ? 0 : end + 1
  }
  return c == 123 || c == 91 ? nested(at) : scalar(at)
}

function scalar(at: usize): usize {
  const c = load<u8>(at)
  if (c == 45 || (c >= 48 && c <= 57)) return numberEnd(at)
  const word = load<u32>(at)
  if (word == 0x65757274 || word == 0x6c6c756e) return at + 4
  return word == 0x736c6166 && load<u8>(at + 4) == 101 ? at + 5 : 0
}

/** The end of an object or a list, or 0 when it is none, or too deep for a word of bits that says what is open. */
function nested(at: usize): usize {
  let depth = 0
  let objects: u64 = 0
  for (;;) {
    const c = load<u8>(at)
    if (c == 123 || c == 91) {
      if (++depth > 60) return 0
      objects = (objects << 1) | (c == 123 ? 1 : 0)
      at = space(at + 1)
      if (load<u8>(at) != (c == 123 ? 125 : 93)) {
        if (c == 123) at = keyEnd(at)
        if (at == 0) return 0
        continue
      }
    } else if (c == 34) {
      at = stringEnd(at + 1)
      if (at == 0) return 0
      at++
    } else {
      at = scalar(at)
      if (at == 0) return 0
    }
    // A value is over, or one with nothing in it is about to be.
    for (;;) {
      at = space(at)
      const next = load<u8>(at)
      at++
      if (next == 44) {
        at = space(at)
        if ((objects & 1) != 0) at = keyEnd(at)
        if (at == 0) return 0
        break
      }
      if (next != ((objects & 1) != 0 ? 125 : 93)) return 0
      objects >>= 1
      if (--depth == 0) return at
    }
  }
  return 0
}

/** Where the value of the key at `at` begins, or 0. */
function keyEnd(at: usize): usize {
  if (load<u8>(at) != 34) return 0
  at = stringEnd(at + 1)
  if (at == 0) return 0
  at = space(at + 1)
  return load<u8>(at) == 58 ? space(at + 1) : 0
}

/** The end of a number as JSON writes it, or 0. */
function numberEnd(start: usize): usize {
  let at = start
  const negative = load<u8>(at) == 45
  if (negative) at++
  const first = at
  at = digits(at, true)
  if (at == first || (load<u8>(first) == 48 && at > first + 1)) return 0
  let exponent = 0
  if (load<u8>(at) == 46) {
    const point = at + 1
    at = digits(point, false)
    if (at == point) return 0
    exponent = <i32>(point - at)
  }
  if ((load<u8>(at) | 32) == 101) {
    at++
    const sign = load<u8>(at)
    if (sign == 43 || sign == 45) at++
    const begin = at
    let power = 0
    for (; isDigit(load<u8>(at)); at++) if (power < 1000) power = power * 10 + <i32>load<u8>(at) - 48
    if (at == begin) return 0
    exponent += sign == 45 ? -power : power
  }
  finish(negative, exponent)
  return at
}

let mantissa: u64 = 0
let read19: i32 = 0

@inline function isDigit(c: u8): bool { return c >= 48 && c <= 57 }

@inline function digits(at: usize, begins: bool): usize {
  if (begins) {
    mantissa = 0
    read19 = 0
  }
  for (; isDigit(load<u8>(at)); at++, read19++) if (read19 < 19) mantissa = mantissa * 10 + <u64>(load<u8>(at) - 48)
  return at
}

/** A product or quotient of two doubles that are right is right itself, when there is only one rounding. */
@inline function finish(negative: bool, exponent: i32): void {
  exact = read19 <= 19 && mantissa <= <u64>1 << 53 && exponent >= -22 && exponent <= 22
  let value = <f64>mantissa
  if (exact && exponent != 0) value = exponent < 0 ? value / power(-exponent) : value * power(exponent)
  number = negative ? -value : value
}

/** Powers of ten up to the 22nd are doubles. */
@inline function power(n: i32): f64 {
  let value: f64 = 1
  for (; n > 0; n--) value *= 10
  return value
}

/** The end of a line of values; 0 when it is left in doubt, as a line with a quote in quotes is. */
@inline function values(start: usize, separator: u8): usize {
  const cut = i8x16.splat(<i8>separator)
  const quote = i8x16.splat(34)
  const feed = i8x16.splat(10)
  const turn = i8x16.splat(13)
  let place = 0
  let cell = start
  for (let base = start; ; base += 16) {
    const text = v128.load(base)
    let found = i8x16.bitmask(
      v128.or(
        v128.or(i8x16.eq(text, cut), i8x16.eq(text, quote)),
        v128.or(i8x16.eq(text, feed), i8x16.eq(text, turn)),
      ),
    )
    for (; found != 0; found &= found - 1) {
      let at = base + ctz(found)
      let c = load<u8>(at)
      const isQuoted = c == 34 && at == cell
      if (c == 34 && !isQuoted) continue
      if (isQuoted) {
        at = quoteEnd(at + 1)
        c = load<u8>(at)
        if (at == 0 || (c != separator && !isEnd(c))) return 0
      }
      if (place >= places || !value(place, isQuoted ? cell + 1 : cell, isQuoted ? at - 1 : at)) return 0
      place++
      if (c != separator) return place == places ? at : 0
      cell = at + 1
      if (isQuoted) {
        // Go on behind it, wherever that is.
        base = cell - 16
        break
      }
    }
  }
  return 0
}

/** What is behind the quote that ends a value; 0 when the line ends before it. */
function quoteEnd(at: usize): usize {
  for (; ; at++) {
    const c = load<u8>(at)
    if (c == 34) return at + 1
    if (isEnd(c)) return 0
  }
  return 0
}

@inline function value(place: i32, start: usize, end: usize): bool {
  const field = load<i32>(PLACES + (<usize>place << 2))
  if (field < 0) return true
  // Of a number only its plain form is read here.
  if (load<i32>(NUMERIC + (<usize>field << 2)) != 2) return setText(field, start, end - start)
  let at = start
  const negative = load<u8>(at) == 45
  if (negative) at++
  const first = at
  at = digits(at, true)
  if (at == first) return false
  let exponent = 0
  if (load<u8>(at) == 46) {
    const point = at + 1
    at = digits(point, false)
    if (at == point) return false
    exponent = <i32>(point - at)
  }
  if (at != end) return false
  finish(negative, exponent)
  if (!exact) return false
  setNumber(field, NUMBER, number)
  return true
}
