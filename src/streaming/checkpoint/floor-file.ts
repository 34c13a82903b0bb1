import { crc32 } from 'node:zlib'
import { StreamError } from '../../kernel/errors.ts'
import { bytesOf } from '../../storage/file-bytes.ts'
import { type Files, joinPath } from '../../storage/files.ts'
import type { Seal } from '../../storage/log/seal.ts'
import { notSealed, otherSeal, sealedWithoutKey } from '../../storage/log/seal-errors.ts'

/** Where reading begins: what the file `floor` says. */
export interface Floor {
  /** Records that are needed: of the newest checkpoint first, then of those before it. */
  readonly records: readonly number[]
  /** The log that they are numbers of. */
  readonly log: string
}

/** The floor among what is kept. */
export const floorFile = (kept: string): string => joinPath(kept, 'floor')

/** The name of a log as text. */
export const nameOfLog = (log: Uint8Array): string => Buffer.from(log).toString('hex')

/** `seal`: that of the program. Source: docs/reference/checkpoint-format.md. */
export function floorBytes({ records, log }: Floor, seal?: Seal): Uint8Array {
  const said = `${records.join(' ')} ${log}`
  const text = seal === undefined ? said : `${said} ${tagOf(said, seal).toString('hex')}`
  return Buffer.from(`${text} ${sumOf(text)}\n`)
}

/** Undefined when there is none. `seal`: that of the program. Errors: STATE_CORRUPT, STATE_SEAL. */
export function readFloor(files: Files, kept: string, seal?: Seal): Floor | undefined {
  const path = floorFile(kept)
  if (files.statSync(path) === undefined) return undefined
  const text = bytesOf(files, path, MOST_BYTES).toString('latin1')
  const [, whole = '', said = '', records = '', log = '', tag, sum] = FORM.exec(text) ?? []
  if (sum !== sumOf(whole))
    throw corruptFloor(path, whole === '' ? 'it is not of this millstream' : 'its checksum does not match')
  requireSeal(path, said, tag, seal)
  return { records: records.split(' ').map(Number), log }
}

/** Whoever could raise a floor would have records passed over. Errors: STATE_SEAL. */
function requireSeal(path: string, said: string, tag: string | undefined, seal: Seal | undefined): void {
  if (seal === undefined) {
    if (tag !== undefined) throw sealedWithoutKey(path)
  } else if (tag === undefined) throw notSealed(path)
  else if (!seal.of('floor').isTagOf(Buffer.from(tag, 'hex'), [said])) throw otherSeal(path)
}

const tagOf = (said: string, seal: Seal): Buffer => seal.of('floor').tag([said])

export const corruptFloor = (path: string, why: string): StreamError =>
  new StreamError('STATE_CORRUPT', why, {
    at: path,
    hint: 'If all other files are as they should be, remove this one: then the whole log is read.',
  })

const FORM = /^(((\d{1,15}(?: \d{1,15}){0,9}) ([0-9a-f]{32}))(?: ([0-9a-f]{64}))?) ([0-9a-f]{8})\n$/
const MOST_BYTES = 1024

const sumOf = (text: string): string => crc32(text).toString(16).padStart(8, '0')
