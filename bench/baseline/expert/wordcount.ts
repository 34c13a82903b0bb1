/**
 * WordCount of 30 s each 1 s without an engine: words of at most 11 bytes as three int32, dense ids, typed columns. A slide
 * that falls due within a line waits for its end. Argument: port.
 */
import { connect } from 'node:net'

const now = (): number => performance.timeOrigin + performance.now()
const SLOTS = 1 << 16
const keys = new Int32Array(SLOTS * 4) // three int32 of a word, and its id + 1
const lengths = new Uint8Array(SLOTS)
const window = new Int32Array(SLOTS)
const seconds = Array.from({ length: 31 }, () => new Int32Array(SLOTS))
let newest = seconds[0] as Int32Array
let [next, due, isBetween] = [Math.ceil(now() / 1000) * 1000, 0, true]
let [ids, second, a, b, c, length] = [0, 0, 0, 0, 0, 0]

/** Count the word that a, b and c hold: bytes 0 to 3, 4 to 7 and 8 to 11, and begin the next. */
function endOfWord(): void {
  let slot = (Math.imul(a ^ Math.imul(b ^ Math.imul(c, 0x9e3779b1), 0x85ebca6b), 0xc2b2ae35) >>> 16) << 2
  while (keys[slot + 3] !== 0 && (keys[slot] !== a || keys[slot + 1] !== b || keys[slot + 2] !== c))
    slot = (slot + 4) & (SLOTS * 4 - 1)
  if (keys[slot + 3] === 0) {
    if (ids === SLOTS >> 1) throw new Error('more words than there is room for')
    keys.set([a, b, c, ++ids], slot)
    lengths[ids - 1] = length
  }
  const id = (keys[slot + 3] as number) - 1
  newest[id] = (newest[id] as number) + 1
  a = b = c = length = 0
}

function read(bytes: number, buffer: Uint8Array): true {
  for (let i = 0; i < bytes; i++) {
    const byte = buffer[i] as number
    if (byte <= 32) endOfWord()
    if (byte === 10 && next <= due) slide()
    if (byte <= 32) continue
    if (length < 4) a |= byte << (length++ << 3)
    else if (length < 8) b |= byte << ((length++ - 4) << 3)
    else c |= byte << ((length++ - 8) << 3)
  }
  isBetween = buffer[bytes - 1] === 10
  return true
}

function slide(): void {
  second = (second + 1) % 31
  const leaving = seconds[second] as Int32Array
  let [words, distinct, letters, top] = [0, 0, 0, 0]
  for (let id = 0; id < ids; id++) {
    const n = (window[id] as number) + (newest[id] as number) - (leaving[id] as number)
    window[id] = n
    words += n
    distinct += n > 0 ? 1 : 0
    letters += n * (lengths[id] as number)
    if (n > top) top = n
  }
  newest = leaving.fill(0)
  console.log(`OUT ${now()} ${next} ${words} ${distinct} ${letters} ${top}`)
  next += 1000
}

const onread = { buffer: Buffer.alloc(1 << 20), callback: read }
connect({ port: Number(process.argv[2]), host: 'localhost', onread })
setInterval(() => {
  due = now()
  while (isBetween && next <= due) slide()
}, 1)
