/** Records of a checkpoint as payloads of its log: docs/reference/checkpoint-format.md. */
import { StreamError } from '../../kernel/errors.ts'
import type { KeptVersion } from '../../kernel/kept-state.ts'
import { ownBytes } from '../../kernel/own-bytes.ts'
import { parcelParts, parcelVersion, piecesOfParcel } from '../../kernel/parcel.ts'
import { isExact, valueBytes, valueIn } from '../../kernel/value-bytes.ts'
import type { CheckpointRecord } from './records.ts'

const VERSION = 2

/** In parts; the changes of states are among them as they are. */
export function encodeRecord(record: CheckpointRecord): readonly Uint8Array[] {
  const versions = versionsIn(record)
  const bare = valueBytes(withVersions(record, versions.map(withoutChanges)), isExactRecord(record))
  return parcelParts(VERSION, [bare, ...versions.map(({ changes }) => changes)])
}

/** What it has of changes is part of the payload. Errors: STATE_CORRUPT naming `directory` and the record. */
export function decodeRecord(payload: Uint8Array, number: number, directory: string): CheckpointRecord {
  requireVersion(payload, number, directory)
  try {
    return recordIn(payload)
  } catch (cause) {
    const what = `record ${number} of the checkpoint cannot be read by this Node`
    throw new StreamError('STATE_CORRUPT', what, { at: directory, cause })
  }
}

function recordIn(payload: Uint8Array): CheckpointRecord {
  const [bare = NOTHING, ...changes] = piecesOfParcel(payload)
  // Bytes in what V8 reads are views, which somebody may keep for long.
  const record = valueIn(ownBytes(bare)) as CheckpointRecord
  const versions = versionsIn(record)
  if (versions.length !== changes.length)
    throw new RangeError(`it has ${versions.length} versions of states, and changes of ${changes.length}`)
  const whole = versions.map((version, i) => ({ ...version, changes: changes[i] as Uint8Array }))
  return withVersions(record, whole) as CheckpointRecord
}

const NOTHING = new Uint8Array(0)

/** What comes with each batch: all else in these records is ours, and JSON keeps it. */
function isExactRecord(record: CheckpointRecord): boolean {
  if (record.kind === 'decided') return record.inputs.every(([, decided]) => isExact(decided))
  return record.kind === 'done' && record.accumulators.every(([, sum]) => isExact(sum))
}

/** Throws for what was read and is no record. */
function versionsIn(record: CheckpointRecord): readonly KeptVersion[] {
  if (record.kind === 'done') return record.states
  if (record.kind === 'base') return record.relaid
  if (record.kind === 'decided') return []
  throw new TypeError('it is of no kind that there is')
}

function withVersions<V extends Bare>(record: CheckpointRecord, versions: readonly V[]) {
  if (record.kind === 'done') return { ...record, states: versions }
  return record.kind === 'base' ? { ...record, relaid: versions } : record
}

type Bare = Omit<KeptVersion, 'changes'>

const withoutChanges = ({ changes, ...bare }: KeptVersion): Bare => bare

function requireVersion(payload: Uint8Array, number: number, directory: string): void {
  const version = parcelVersion(payload)
  if (version === VERSION) return
  // Version 1 was a value alone, which begins like that.
  throw new StreamError(
    'STATE_CORRUPT',
    `record ${number} of the checkpoint is of version ${version === 255 ? 1 : version}`,
    {
      at: directory,
      hint: `This millstream reads version ${VERSION}: use the one that wrote it.`,
    },
  )
}
