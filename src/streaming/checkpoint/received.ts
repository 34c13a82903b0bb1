import { type Files, joinPath } from '../../storage/files.ts'
import { readLog } from '../../storage/log/read-log.ts'
import type { Seal } from '../../storage/log/seal.ts'
import { corruptLog } from '../../storage/log/segment.ts'
import { nameOfLog } from './floor-file.ts'

/** Blocks of a receiver that a program needs to go on. */
export interface NeededBlocks {
  readonly from: number
  /** Behind the last of them that a batch was given. */
  readonly next: number
  /** The log that they were written to. */
  readonly log: string | undefined
}

/** The logs of receivers among what is kept. */
export const receivedFolder = (kept: string): string => joinPath(kept, 'received')

/** Where the blocks of the input `name` are. */
export const receivedLog = (kept: string, name: string): string =>
  joinPath(receivedFolder(kept), `input-${encodeURIComponent(name)}`)

/** That of the logs of receivers. */
export const receivedSeal = (seal: Seal | undefined): Seal | undefined => seal?.of('received')

/**
 * Read blocks and all that come after them. `seal`: that of the program.
 *
 * Errors    STATE_CORRUPT when not all are there, or in another log; STATE_SEAL
 */
export function readReceived(
  files: Files,
  path: string,
  { from, next, log }: NeededBlocks,
  take: (payload: Uint8Array, number: number) => void,
  seal?: Seal,
): void {
  const found = readLog(files, path, take, { from, seal: receivedSeal(seal) })
  const name = found.log && nameOfLog(found.log)
  // Before there is a block, a log gets another name with each process.
  if (next > 0 && log !== undefined && name !== undefined && name !== log)
    throw corruptLog(
      found.segments[0]?.path ?? path,
      4,
      `it is log ${name}, and batches were given blocks of log ${log}`,
    )
  if (found.next >= next) return
  const last = found.segments.at(-1)
  throw corruptLog(
    last?.path ?? path,
    last?.end ?? 0,
    `the log ends before block ${found.next}, and batches were given those before ${next}`,
  )
}
