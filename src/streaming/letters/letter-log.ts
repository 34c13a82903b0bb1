import { deserialize, serialize } from 'node:v8'
import { StreamError } from '../../kernel/errors.ts'
import { type Files, joinPath } from '../../storage/files.ts'
import { LogWriter } from '../../storage/log/log-writer.ts'
import { readLog } from '../../storage/log/read-log.ts'
import type { DeadLetter } from './dead-letter.ts'

/** Version of the payloads. */
const VERSION = 1

/** Where the letters are among what is kept. */
export const lettersLog = (kept: string): string => joinPath(kept, 'letters')

const oldLog = (kept: string): string => `${lettersLog(kept)}.old`
const newLog = (kept: string): string => `${lettersLog(kept)}.new`

/** All folders that there may be of them. */
export const letterLogs = (kept: string): string[] => [lettersLog(kept), oldLog(kept), newLog(kept)]

export const holdsLetters = (files: Files, kept: string): boolean => countedLog(files, kept) !== undefined

/** The log that counts; undefined when there is none. */
const countedLog = (files: Files, kept: string): string | undefined =>
  [lettersLog(kept), oldLog(kept)].find((path) => files.statSync(path) !== undefined)

export const encodeLetter = (letter: DeadLetter): Uint8Array => serialize([VERSION, letter])

/**
 * The letters of a folder of what is kept, in the order in which they were written, each once.
 *
 * Errors    STATE_CORRUPT with the file and the offset, or the record
 */
export function readLetters(files: Files, kept: string): DeadLetter[] {
  const log = countedLog(files, kept)
  if (log === undefined) return []
  const letters = new Map<string, DeadLetter>()
  readLog(files, log, (payload, number) => {
    const letter = decodeLetter(payload, number, log)
    if (!letters.has(letter.id)) letters.set(letter.id, letter)
  })
  return [...letters.values()]
}

/** Put a folder in order after a crash while letters were removed. Called by its owner before anything is written. */
export async function settleLog(files: Files, kept: string): Promise<void> {
  const [log, old, next] = [lettersLog(kept), oldLog(kept), newLog(kept)]
  if (files.statSync(log) === undefined && files.statSync(old) !== undefined) await files.rename(old, log)
  const left = [old, next].filter((path) => files.statSync(path) !== undefined)
  for (const path of left) await files.remove(path)
  if (left.length > 0) await files.syncDirectory(kept)
}

/**
 * Have a folder hold `letters` and no others; the bytes of those that were there are gone. A crash leaves all that was
 * there or all of this. Called by its owner.
 */
export async function replaceLetters(files: Files, kept: string, letters: readonly DeadLetter[]): Promise<void> {
  const [log, old, next] = [lettersLog(kept), oldLog(kept), newLog(kept)]
  await settleLog(files, kept)
  const writer = await LogWriter.open(files, next)
  try {
    for (const letter of letters) writer.append(encodeLetter(letter))
    await writer.sync()
  } finally {
    await writer.close()
  }
  await files.rename(log, old)
  await files.rename(next, log)
  await files.syncDirectory(kept)
  await files.remove(old)
  await files.syncDirectory(kept)
}

function decodeLetter(payload: Uint8Array, number: number, log: string): DeadLetter {
  let version: unknown
  try {
    const [found, letter] = deserialize(payload) as [number, DeadLetter]
    if (found === VERSION) return letter
    version = found
  } catch (cause) {
    throw new StreamError('STATE_CORRUPT', `letter ${number} cannot be read by this Node`, { at: log, cause })
  }
  throw new StreamError('STATE_CORRUPT', `letter ${number} is of version ${version}`, {
    at: log,
    hint: `This millstream reads version ${VERSION}: use the one that wrote it.`,
  })
}
