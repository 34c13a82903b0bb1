import { createHash } from 'node:crypto'
import { encodeRecords } from '../kernel/codec.ts'
import { isStreamError, StreamError } from '../kernel/errors.ts'
import { encodeKey } from '../kernel/key.ts'
import { type Address, formatAddress } from './address.ts'
import { explainText } from './explain.ts'
import type { GraphOutline } from './outline.ts'

/** All that makes a program what it is. */
export interface ProgramParts {
  readonly outline: GraphOutline
  // biome-ignore lint/complexity/noBannedTypes: functions of every shape; only their source is read
  readonly functions: Iterable<readonly [Address, Function]>
  /** What build was given. */
  readonly args: unknown
  /** Version of millstream. */
  readonly version: string
}

/** A program in a form that two hosts can compare: equal digests mean equal programs. */
export interface ProgramFingerprint {
  /** SHA-256 as 64 hexadecimal digits. */
  readonly digest: string
  /** The graph as text, to show where two programs differ. */
  readonly graph: string
}

/**
 * Take the fingerprint of a program: version, operators in order with their kinds, names, slides and parents, functions
 * by address with the text of their source, arguments. Lines of files do not count: a comment changes no program.
 */
export function fingerprintOf({ outline, functions, args, version }: ProgramParts): ProgramFingerprint {
  const hash = createHash('sha256')
  // Every part goes in with its length (encodeKey), so that no two programs can give the same bytes.
  const put = (...parts: unknown[]): void => {
    hash.update(encodeKey(parts))
  }
  put('millstream', version, outline.name, outline.batch)
  for (const { kind, name, slide, parents } of outline.streams) put('stream', kind, name, slide, parents)
  for (const { kind, name, stream } of outline.outputs) put('output', kind, name, stream)
  for (const [address, f] of functions) put('function', formatAddress(address), String(f))
  hash.update(argsBytes(args))
  return { digest: hash.digest('hex'), graph: explainText(outline) }
}

/** Arguments by value: as a key where they can be one, so that the order of properties does not count. */
function argsBytes(args: unknown): string | Uint8Array {
  try {
    return encodeKey(args)
  } catch (error) {
    if (!isStreamError(error, 'E_KEY')) throw error
    return encodeRecords([args])
  }
}

/** A fingerprint and who took it: `the driver`, `worker 3`. */
export interface HostFingerprint {
  readonly host: string
  readonly fingerprint: ProgramFingerprint
}

/** Throw E_PROGRAM_MISMATCH, with both graphs side by side, unless two hosts built the same program. */
export function requireSameProgram(a: HostFingerprint, b: HostFingerprint): void {
  if (a.fingerprint.digest === b.fingerprint.digest) return
  const short = ({ host, fingerprint }: HostFingerprint): string => `${host} built ${fingerprint.digest.slice(0, 12)}`
  const same = a.fingerprint.graph === b.fingerprint.graph
  throw new StreamError('E_PROGRAM_MISMATCH', `${short(a)} and ${short(b)}${same ? ', with equal graphs' : ''}`, {
    hint: same
      ? 'Look for functions whose text differs, for other arguments, or for another version of millstream.'
      : `Make build depend on its arguments alone. The graphs:\n${sideBySide(a, b)}`,
  })
}

function sideBySide(a: HostFingerprint, b: HostFingerprint): string {
  const left = [a.host, ...a.fingerprint.graph.split('\n')]
  const right = [b.host, ...b.fingerprint.graph.split('\n')]
  const width = Math.max(...left.map((line) => line.length))
  return Array.from({ length: Math.max(left.length, right.length) }, (_, i) => {
    const [l = '', r = ''] = [left[i], right[i]]
    return `${l.padEnd(width)} ${i === 0 || l === r ? '|' : '≠'} ${r}`.trimEnd()
  }).join('\n')
}
