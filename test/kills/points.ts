import { headLength } from '../../src/storage/log/record.ts'
import { decodeRecord } from '../../src/streaming/checkpoint/record-bytes.ts'
import type { CheckpointRecord } from '../../src/streaming/checkpoint/records.ts'
import type { Call } from './watched-files.ts'

/** A place in the protocol at which a process can end: before the call that it names, and after it. */
export interface Point {
  readonly name: string
  /** `path` is below the folder of the test. */
  matches(call: Call, path: string, to: string): boolean
  /** A point that must have come since this one came: the same call is made elsewhere as well. */
  readonly behind?: string
  /** It comes once in a life, while the process begins. */
  readonly atStart?: boolean
  /** It is waited for for a second and more. Default: it comes in each batch or so. */
  readonly isRare?: boolean
  /** The process is stopped in good order. */
  readonly stops?: boolean
  /** The point at which the process before must have ended, so that there is something to do. */
  readonly needs?: string
}

type CallName = Call['call']

/** What is kept lies in a folder of its owner's. */
const kept = (rest: string): RegExp => new RegExp(`^state/kept-by-\\d{10}${rest}$`)

const [LOG, RECEIVED, FLOOR] = [kept('/log/[0-9a-f]+\\.log'), kept('/received/[^/]+/[0-9a-f]+\\.log'), kept('/floor')]
const [LETTERS, OWNER] = [kept('/letters/[^/]+'), /^state\/owner\/\d+\.json$/]
const [DRAFT, STAGED] = [kept('/floor.tmp'), /^out\/_staging\/\d+-[0-9a-f]+\/[\d-]+\.attempt-\d+$/]
const [INTENT, TAKEN] = [/^out\/_staging\/\d+-[0-9a-f]+\/\d+\.manifest$/, /^out\/_staging\/\d+\.owner$/]

const at = (name: string, call: CallName, path: RegExp, more: Partial<Point> = {}): Point => ({
  name,
  matches: (made, at) => made.call === call && path.test(at),
  ...more,
})

const renamed = (name: string, to: RegExp, more: Partial<Point> = {}): Point => ({
  name,
  matches: (made, _, at) => made.call === 'rename' && to.test(at),
  ...more,
})

/** Records of one kind are written or synced. */
const kind = (
  name: string,
  call: 'append' | 'sync',
  wanted: CheckpointRecord['kind'],
  more: Partial<Point> = {},
): Point => ({
  name,
  matches: (made, path) => made.call === call && LOG.test(path) && made.bytes.some((bytes) => kindOf(bytes) === wanted),
  ...more,
})

/** Undefined for what is no record: the head of a segment, and a mark. */
function kindOf(bytes: Uint8Array): CheckpointRecord['kind'] | undefined {
  const head = headLength(undefined)
  if (bytes.length <= head || isHead(bytes)) return undefined
  return decodeRecord(bytes.subarray(head), 0, '').kind
}

const isHead = (bytes: Uint8Array): boolean => Buffer.from(bytes.subarray(0, 3)).toString('latin1') === 'MSL'

/** Everything that a program does to the outside, in the order in which it does it. */
export const POINTS: readonly Point[] = [
  at('owner: its file made', 'create', OWNER, { atStart: true }),
  at('owner: written', 'append', OWNER, { atStart: true }),
  at('owner: synced', 'sync', OWNER, { atStart: true }),
  at('owner: its name synced', 'syncDirectory', /^state\/owner$/, { atStart: true }),
  at('owner: the one before removed', 'remove', OWNER, { atStart: true }),

  renamed('kept: renamed by its new owner', kept(''), { atStart: true }),
  at('kept: its name synced', 'syncDirectory', /^state$/, { behind: 'kept: renamed by its new owner', atStart: true }),

  renamed('log: what was left written anew', LOG, { atStart: true, needs: 'log: a decision written' }),
  at('log: a segment made', 'create', LOG),
  {
    name: 'log: a head written',
    matches: (made, path) => made.call === 'append' && LOG.test(path) && made.bytes.some(isHead),
  },
  kind('log: a base written', 'append', 'base', { atStart: true }),
  kind('log: a base synced', 'sync', 'base', { atStart: true }),
  at('log: the name of a segment synced', 'syncDirectory', kept('/log'), { behind: 'log: a segment made' }),
  kind('log: a decision written', 'append', 'decided'),
  kind('log: a decision synced', 'sync', 'decided'),
  kind('log: a batch written', 'append', 'done'),
  kind('log: a batch synced', 'sync', 'done'),
  at('log: a segment deleted', 'remove', LOG, { isRare: true }),

  at('floor: its draft made', 'create', DRAFT, { isRare: true }),
  at('floor: its draft written', 'append', DRAFT, { isRare: true }),
  at('floor: its draft synced', 'sync', DRAFT, { isRare: true }),
  renamed('floor: renamed', FLOOR, { isRare: true }),
  at('floor: its name synced', 'syncDirectory', kept(''), { behind: 'floor: renamed', isRare: true }),

  at('received: a segment made', 'create', RECEIVED),
  at('received: a block written', 'append', RECEIVED),
  at('received: a block synced', 'sync', RECEIVED),
  at('received: the name of a segment synced', 'syncDirectory', kept('/received/[^/]+'), {
    behind: 'received: a segment made',
  }),
  at('received: a segment deleted', 'remove', RECEIVED, { isRare: true }),
  {
    name: 'received: acknowledged',
    matches: ({ call, bytes }) => call === 'send' && bytes.some((text) => /^\d+\n$/.test(String(text))),
  },

  at('letters: one written', 'append', LETTERS),
  at('letters: one synced', 'sync', LETTERS),

  at('output: its directory taken', 'create', TAKEN, { atStart: true }),
  renamed('output: taken from the one before', /^out\/_staging\/.*\.over$/, { atStart: true }),
  at('output: the note of the one before removed', 'remove', TAKEN, { atStart: true }),
  renamed('output: a file that was not committed taken out', /\.away$/, {
    atStart: true,
    needs: 'output: its names synced',
  }),
  at('output: what the one before left removed', 'remove', /^out\/_staging\/.*\.over$/, { atStart: true }),
  at('output: a file made', 'create', STAGED),
  at('output: a file written', 'append', STAGED),
  at('output: a file synced', 'sync', STAGED),
  at('output: the entry drafted', 'create', INTENT),
  at('output: the entry synced', 'sync', INTENT),
  renamed('output: a file renamed', /^out\/[^_][^/]*$/),
  at('output: its names synced', 'syncDirectory', /^out$/, { behind: 'output: a file renamed' }),
  renamed('output: the entry renamed', /^out\/_manifest\/[^/]+$/),
  at('output: the name of the entry synced', 'syncDirectory', /^out\/_manifest$/, {
    behind: 'output: the entry renamed',
  }),

  renamed('end: the directory given back', OWNER, { isRare: true, stops: true }),
]
