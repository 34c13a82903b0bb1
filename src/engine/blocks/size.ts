/** Records that are looked at to guess the size of many. */
const SAMPLE = 64
/** How deep the guess looks into a record. */
const DEEPEST = 6

/**
 * About how many bytes of memory records take: a few of them are looked at, spread over all. Good enough to decide what
 * stays in memory; never exact.
 */
export function estimateBytes(records: readonly unknown[]): number {
  const step = Math.max(1, Math.floor(records.length / SAMPLE))
  let [bytes, seen] = [0, 0]
  for (let i = 0; i < records.length; i += step, seen++) bytes += bytesOf(records[i], 0)
  return 64 + records.length * 8 + (seen === 0 ? 0 : Math.ceil((bytes / seen) * records.length))
}

function bytesOf(value: unknown, depth: number): number {
  if (typeof value === 'string') return 24 + value.length
  if (typeof value === 'number') return Number.isInteger(value) && Math.abs(value) < 0x4000_0000 ? 0 : 16
  if (typeof value !== 'object' || value === null) return typeof value === 'bigint' ? 24 : 8
  if (ArrayBuffer.isView(value)) return 96 + value.byteLength
  return depth >= DEEPEST ? 64 : 32 + partsOf(value, depth + 1)
}

function partsOf(value: object, depth: number): number {
  if (Array.isArray(value)) return sampled(value, depth)
  if (value instanceof Map || value instanceof Set) return value.size * 40
  // Names of properties are shared between records of one shape, and a getter must not be run for a guess.
  let bytes = 0
  for (const property of Object.values(Object.getOwnPropertyDescriptors(value)))
    bytes += 8 + bytesOf(property.value, depth)
  return bytes
}

function sampled(list: readonly unknown[], depth: number): number {
  const seen = Math.min(list.length, 16)
  let bytes = 0
  for (let i = 0; i < seen; i++) bytes += 8 + bytesOf(list[i], depth)
  return seen === 0 ? 0 : Math.ceil((bytes / seen) * list.length)
}
