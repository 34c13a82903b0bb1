import { isStreamError } from '../../../src/index.ts'
import { ManualClock } from '../../../src/kernel/clock/manual.ts'
import { bytesOf } from '../../../src/storage/file-bytes.ts'
import type { Files } from '../../../src/storage/files.ts'
import { readLog, segmentPaths } from '../../../src/storage/log/read-log.ts'
import { type LogRecord, readRecord } from '../../../src/storage/log/record.ts'
import type { Seal } from '../../../src/storage/log/seal.ts'
import { headerLength } from '../../../src/storage/log/segment.ts'
import { MemoryFiles } from '../../../src/storage/memory-files.ts'
import { require } from './commit.ts'
import { withSum } from './with-sum.ts'

/** Errors unless a change of any record of a sealed log is refused, by somebody who knows all of the format but not the key. */
export function requireForgeriesRefused(files: Files, log: string, seal: Seal): void {
  for (const path of segmentPaths(files, log)) {
    const bytes = bytesOf(files, path)
    for (let at = headerLength(seal); at < bytes.length; ) {
      const record = readRecord(bytes, at, bytes.length, seal)
      // Torn, or the header is: nothing of it counts.
      if (typeof record === 'string') break
      if (record.payload.length > 0) requireRefused(files, log, path, { bytes, at, record }, seal)
      at += record.bytes
    }
  }
}

interface Place {
  readonly bytes: Buffer
  readonly at: number
  readonly record: LogRecord
}

function requireRefused(files: Files, log: string, path: string, { bytes, at, record }: Place, seal: Seal): void {
  const forged = Buffer.from(record.whole)
  forged[forged.length - 1] = (forged.at(-1) as number) ^ 1
  const copy = new MemoryFiles(new ManualClock(0))
  for (const other of segmentPaths(files, log)) copy.write(other, bytesOf(files, other))
  copy.write(path, Buffer.concat([bytes.subarray(0, at), withSum(forged), bytes.subarray(at + record.bytes)]))
  try {
    readLog(copy, log, () => {}, { seal })
  } catch (error) {
    if (isStreamError(error, 'STATE_SEAL')) return
    throw error
  }
  require(isBehind(files, log, path, at, seal), () => `a record was changed at ${at} of ${path}, and taken`)
}

/** True for what lies behind the part of a segment that counts: nobody reads it. */
function isBehind(files: Files, log: string, path: string, at: number, seal: Seal): boolean {
  const { segments } = readLog(files, log, () => {}, { seal })
  const index = segments.findIndex((segment) => segment.path === path)
  const end = segments[index + 1]?.before ?? segments[index]?.end ?? 0
  return at >= end
}
