/** What an object takes in memory is not known; this is what it counts for. */
const OBJECT_BYTES = 64

/** About how many bytes a record takes. */
export function sizeOf(record: unknown): number {
  if (typeof record === 'string') return record.length + 16
  return ArrayBuffer.isView(record) ? record.byteLength + OBJECT_BYTES : OBJECT_BYTES
}

/** An estimate from eight of the records: looking at each would cost more than it is worth. */
export function sizeOfAll(records: readonly unknown[]): number {
  const step = Math.max(1, records.length >> 3)
  let bytes = 0
  let seen = 0
  for (let i = 0; i < records.length; i += step, seen++) bytes += sizeOf(records[i])
  return Math.ceil((bytes / seen) * records.length)
}
