import { StreamError } from '../../kernel/errors.ts'
import type { Files } from '../../storage/files.ts'
import { inputError } from '../../storage/input-errors.ts'
import { type LogContents, readLog } from '../../storage/log/read-log.ts'
import type { Seal } from '../../storage/log/seal.ts'
import { codeOf } from '../../storage/system-error.ts'
import { logDirectory, logSeal } from '../../streaming/checkpoint/checkpoint-log.ts'
import { type Floor, readFloor } from '../../streaming/checkpoint/floor-file.ts'
import { keptFolder } from '../../streaming/checkpoint/kept-folder.ts'
import { lastOwner, type OwnerNote } from '../../streaming/checkpoint/owner.ts'
import { decodeRecord } from '../../streaming/checkpoint/record-bytes.ts'
import type { BaseRecord } from '../../streaming/checkpoint/records.ts'
import { type Recovered, recover } from '../../streaming/checkpoint/recovery.ts'
import { type Entries, entriesOf } from '../../streaming/checkpoint/relay.ts'

/** What lies in a directory of checkpoints, as somebody sees it who only looks. */
export interface Contents {
  readonly directory: string
  /** The folder in it with the log. */
  readonly kept: string
  readonly recovered: Recovered
  /** The first records of the runs that are in the log, with their numbers. */
  readonly runs: readonly { readonly record: number; readonly base: BaseRecord }[]
  readonly owner: OwnerNote | undefined
  readonly floor: Floor | undefined
  readonly log: LogContents
  /** With which it is sealed. */
  readonly seal: Seal | undefined
}

/**
 * Read a checkpoint without changing anything.
 *
 * Errors    E_INPUT_MISSING when there is none; E_INPUT_UNREADABLE, STATE_CORRUPT, STATE_SEAL
 */
export function readContents(files: Files, directory: string, seal?: Seal): Contents {
  return reading(directory, () => {
    const kept = keptFolder(files, directory)
    const recovered = kept === undefined ? undefined : recover(files, kept, seal)
    if (kept === undefined || recovered === undefined) throw noCheckpoint(directory)
    const runs: { record: number; base: BaseRecord }[] = []
    const take = (payload: Uint8Array, number: number): void => {
      const record = decodeRecord(payload, number, kept)
      if (record.kind === 'base' && record.starts) runs.push({ record: number, base: record })
    }
    const log = readLog(files, logDirectory(kept), take, { seal: logSeal(seal) })
    const [owner, floor] = [lastOwner(files, directory), readFloor(files, kept, seal)]
    return { directory, kept, recovered, runs, owner, floor, log, seal }
  })
}

/** The entries of a state in all its partitions, or undefined when the checkpoint has no such state. */
export function entriesOfState({ recovered }: Contents, name: string): Entries | undefined {
  return recovered.states.get(name)?.flatMap(entriesOf)
}

/** What the system refuses says which directory it was for. */
function reading<T>(directory: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw codeOf(error) === undefined ? error : inputError(directory, error)
  }
}

const noCheckpoint = (directory: string): StreamError =>
  new StreamError('E_INPUT_MISSING', 'there is no checkpoint in this directory', {
    at: directory,
    hint: 'Name the directory that the program was given as --checkpoint.',
  })

/** Errors: E_ARGUMENT with the names that there are. */
export function requireState(contents: Contents, name: string): Entries {
  const entries = entriesOfState(contents, name)
  if (entries !== undefined) return entries
  const names = [...contents.recovered.states.keys()].join(', ')
  throw new StreamError('E_ARGUMENT', `the checkpoint has no state '${name}'`, {
    at: contents.directory,
    hint: names === '' ? 'It has no states at all.' : `Its states are ${names}.`,
  })
}
