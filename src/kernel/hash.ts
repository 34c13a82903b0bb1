import { encodeKey, type Key } from './key.ts'

/**
 * The hash of a key's value: 32 bits, equal for equal keys, the same in every process and version, because it decides
 * where state lies.
 *
 * Whole numbers hash as Java's Integer and Long do, so small ones are spread over partitions in turn as in Spark;
 * everything else is murmur3 of its UTF-8 bytes.
 */
export function hashKey(key: Key): number {
  if (typeof key === 'string') return hashText(key)
  if (typeof key === 'number' && Number.isSafeInteger(key)) return hashInteger(key)
  if (key === null || key === undefined) return 0
  if (typeof key === 'boolean') return key ? 1231 : 1237
  return hashText(encodeKey(key))
}

function hashInteger(n: number): number {
  const low = n | 0
  return low === n ? low : low ^ Math.floor(n / 0x1_0000_0000)
}

/** `n` modulo `divisor`, never negative: Spark's Utils.nonNegativeMod. */
export function nonNegativeMod(n: number, divisor: number): number {
  const rest = n % divisor
  return rest < 0 ? rest + divisor : rest + 0
}

/** murmur3-32 with seed 0 of the UTF-8 bytes of `text`. Source: Appleby, MurmurHash3_x86_32. */
export function hashText(text: string): number {
  const length = text.length
  const whole = length & ~3
  let h = 0
  let i = 0
  for (; i < whole; i += 4) {
    const a = text.charCodeAt(i)
    const b = text.charCodeAt(i + 1)
    const c = text.charCodeAt(i + 2)
    const d = text.charCodeAt(i + 3)
    if ((a | b | c | d) > 127) return hashBytes(Buffer.from(text, 'utf8'))
    h = mixBlock(h, a | (b << 8) | (c << 16) | (d << 24))
  }
  let tail = 0
  for (let shift = 0; i < length; i++, shift += 8) {
    const code = text.charCodeAt(i)
    if (code > 127) return hashBytes(Buffer.from(text, 'utf8'))
    tail |= code << shift
  }
  return finish(whole === length ? h : h ^ scramble(tail), length)
}

/** murmur3-32 with seed 0. */
export function hashBytes(bytes: Uint8Array): number {
  const length = bytes.length
  const whole = length & ~3
  let h = 0
  for (let i = 0; i < whole; i += 4) {
    h = mixBlock(
      h,
      (bytes[i] as number) |
        ((bytes[i + 1] as number) << 8) |
        ((bytes[i + 2] as number) << 16) |
        ((bytes[i + 3] as number) << 24),
    )
  }
  let tail = 0
  for (let i = whole, shift = 0; i < length; i++, shift += 8) tail |= (bytes[i] as number) << shift
  return finish(whole === length ? h : h ^ scramble(tail), length)
}

function scramble(block: number): number {
  const k = Math.imul(block, 0xcc9e2d51)
  return Math.imul((k << 15) | (k >>> 17), 0x1b873593)
}

function mixBlock(h: number, block: number): number {
  const mixed = h ^ scramble(block)
  return (Math.imul((mixed << 13) | (mixed >>> 19), 5) + 0xe6546b64) | 0
}

function finish(h: number, length: number): number {
  let x = h ^ length
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b)
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35)
  return x ^ (x >>> 16)
}
