import { crc32 } from 'node:zlib'

/** A record with the checksum that it must have, as anybody can make it: docs/reference/record-log-format.md. */
export function withSum(record: Buffer): Buffer {
  const made = Buffer.from(record)
  made.writeUInt32LE(crc32(record.subarray(8), crc32(record.subarray(0, 4))), 4)
  return made
}
