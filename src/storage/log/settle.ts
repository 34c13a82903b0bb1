import { type Files, joinPath } from '../files.ts'
import { publish } from '../publish.ts'
import type { LogContents, Segment } from './read-log.ts'
import { recordHead } from './record.ts'
import type { Seal } from './seal.ts'
import { headerBytes, type SegmentHeader, segmentName } from './segment.ts'

/** A log all of whose records survive a crash, and behind which a new segment may begin. */
export interface Settled extends Pick<LogContents, 'log' | 'next'> {
  readonly segments: readonly Segment[]
  /** Bytes that count of the last segment. */
  readonly before: number
}

/**
 * See to it that what was found survives a crash.
 *
 * Records that a process wrote and did not come to know of as synced are written anew, into a file of their own. To sync the
 * file that they are in is not enough: where a sync has failed, the system takes what it could not write for written, and the
 * next one succeeds.
 *
 * Errors    the system's own; then the log is as it was found
 * Source    ATC'20 "Can Applications Recover from fsync Failures?"
 */
export async function settle(files: Files, directory: string, found: LogContents, seal?: Seal): Promise<Settled> {
  if (found.leftOver !== undefined) await files.remove(found.leftOver)
  const { log, next, segments, unsure } = found
  const last = segments.at(-1)
  if (log === undefined || last === undefined) {
    await files.syncDirectory(directory)
    return { log, next, segments: [], before: 0 }
  }
  const others = segments.slice(0, -1)
  if (last.first === next) {
    // A segment without records would have the name of the next one.
    await files.remove(last.path)
    await files.syncDirectory(directory)
    return { log, next, segments: others, before: last.before }
  }
  // Not its end: a mark may lie there that was not synced.
  if (unsure.length === 0) return { log, next, segments, before: found.sureEnd }
  const first = next - unsure.length
  // One of which nothing is sure is replaced: the new one has its name.
  const [kept, before] = first === last.first ? [others, last.before] : [segments, found.sureEnd]
  const path = joinPath(directory, segmentName(first))
  const bytes = segmentBytes({ log, first, before }, unsure, seal)
  await publish(files, path, bytes, { private: true })
  return { log, next, segments: [...kept, { path, first, before, end: bytes.length }], before: bytes.length }
}

function segmentBytes(header: SegmentHeader, payloads: readonly Uint8Array[], seal: Seal | undefined): Uint8Array {
  const ofLog = seal?.of(header.log)
  const records = payloads.flatMap((payload, i) => [
    recordHead(header.first + i, header.first, [payload], ofLog),
    payload,
  ])
  return Buffer.concat([headerBytes(header, seal), ...records])
}
