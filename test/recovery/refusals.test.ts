/** Directories of checkpoints in which something is wrong: each is refused, with the file and what it is, and stays as it is. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { serialize } from 'node:v8'
import { crc32 } from 'node:zlib'
import { StreamError } from '../../src/index.ts'
import { parcelParts } from '../../src/kernel/parcel.ts'
import { LogWriter } from '../../src/storage/log/log-writer.ts'
import { headerBytes } from '../../src/storage/log/segment.ts'
import { floorBytes } from '../../src/streaming/checkpoint/floor-file.ts'
import { DIRECTORY } from './machine.ts'
import { memoryPlace, type Place, realPlace } from './places.ts'
import { after, type Disk, left, RECEIVED, type RunOptions, run, said } from './small-runs.ts'

const BATCHES = 16
const [disk, other] = [await left(RECEIVED, BATCHES, false), await left(RECEIVED, BATCHES, false)]

interface Row {
  readonly name: string
  /** Do what is wrong. */
  readonly spoil: (place: Place) => unknown
  /** The error, `DIR` being the directory of checkpoints; undefined when the program goes on. */
  readonly error: string | RegExp | undefined
  readonly options?: Partial<RunOptions> | ((place: Place) => Partial<RunOptions>)
}

/** The folder of the owner that wrote the checkpoint, with what is in it. */
const KEPT = 'kept-by-0000000002'
const [LOG, FLOOR, RECEIVERS] = [`${KEPT}/log`, `${KEPT}/floor`, `${KEPT}/received`]
const [LEFT, RIGHT] = [`${RECEIVERS}/input-left`, `${RECEIVERS}/input-right`]
const segments = (place: Place, log = LOG): string[] => place.list(log).map((name) => `${log}/${name}`)
const first = (place: Place, log = LOG): string => segments(place, log)[0] as string
const last = (place: Place, log = LOG): string => segments(place, log).at(-1) as string
const corrupt = (path: string, what: string): RegExp => new RegExp(`^STATE_CORRUPT at DIR/${path}: .*${what}`)
const unsafe = (path: string, what: string): RegExp => new RegExp(`^E_CHECKPOINT_UNSAFE at DIR${path}: ${what}`)
const SEGMENT = '[0-9a-f]{16}.log'

/** Bytes of the other checkpoint, whose files have the same names. */
const ofOther = (name: string): Uint8Array => other.get(`${DIRECTORY}/${name}`)?.bytes as Uint8Array

function exchange(place: Place, one: string, two: string): void {
  const [a, b] = [place.read(one), place.read(two)]
  place.write(one, b)
  place.write(two, a)
}

async function append({ files, directory }: Place, record: readonly Uint8Array[]): Promise<void> {
  const log = await LogWriter.open(files, `${directory}/${KEPT}/log`)
  log.append(record)
  await log.close()
}

const ROWS: readonly Row[] = [
  { name: 'nothing is wrong', spoil: () => {}, error: undefined },
  {
    name: 'a segment of a newer version, which is the last one',
    spoil: (place) => {
      const bytes = place.read(last(place))
      bytes[3] = 3
      place.write(last(place), bytes)
    },
    error: corrupt(`KEPT/log/${SEGMENT}`, 'it is of version 3, and this millstream reads versions 1 and 2'),
  },
  {
    name: 'a last segment of a newer version and nothing else that could be known',
    spoil: (place) => place.write(`${LOG}/00000000000fffff.log`, Buffer.from('MSL\x03 and what comes in version 3')),
    error: corrupt('KEPT/log/00000000000fffff.log', 'it ends inside its header'),
  },
  {
    name: 'a record of a newer version',
    spoil: (place) => append(place, parcelParts(3, [serialize({ kind: 'done' })])),
    error:
      /^STATE_CORRUPT at DIR\/KEPT: record \d+ of the checkpoint is of version 3\. This millstream reads version 2/,
  },
  {
    name: 'a record of the first version',
    spoil: (place) => append(place, [serialize([1, { kind: 'done' }])]),
    error:
      /^STATE_CORRUPT at DIR\/KEPT: record \d+ of the checkpoint is of version 1\. This millstream reads version 2/,
  },
  {
    name: 'a record with changes of a state too many',
    spoil: (place) => append(place, parcelParts(2, [serialize({ kind: 'done', states: [] }), Uint8Array.of(1)])),
    error: /^STATE_CORRUPT at DIR\/KEPT: record \d+ of the checkpoint cannot be read by this Node/,
  },
  {
    name: 'a record that is no parcel',
    spoil: (place) => append(place, [Uint8Array.of(2, 9, 0, 0, 0)]),
    error: /^STATE_CORRUPT at DIR\/KEPT: record \d+ of the checkpoint cannot be read by this Node/,
  },
  {
    name: 'a file of somebody else with the name of a last segment',
    spoil: (place) => place.write(`${LOG}/00000000000fffff.log`, 'notes\n'),
    error: corrupt('KEPT/log/00000000000fffff.log', 'it ends inside its header'),
  },
  {
    name: 'a long file of somebody else with the name of a last segment',
    spoil: (place) => place.write(`${LOG}/00000000000fffff.log`, 'notes\n'.repeat(100)),
    error: corrupt('KEPT/log/00000000000fffff.log', 'it does not begin with MSL'),
  },
  {
    name: 'an empty last segment, which a crash left',
    spoil: (place) => place.write(`${LOG}/00000000000fffff.log`, ''),
    error: undefined,
  },
  {
    name: 'two segments that were exchanged',
    spoil: (place) => exchange(place, first(place), last(place)),
    error: corrupt(`KEPT/log/${SEGMENT}`, 'its header says that it begins with record \\d+'),
  },
  {
    name: 'a segment of another checkpoint',
    spoil: (place) => place.write(last(place), ofOther(last(place))),
    error: corrupt(`KEPT/log/${SEGMENT}`, 'it belongs to another log'),
  },
  {
    name: 'a log of another checkpoint',
    spoil: (place) => {
      for (const name of segments(place)) place.write(name, ofOther(name))
    },
    error: corrupt('KEPT/floor', 'it is of log [0-9a-f]{32}, and the log is [0-9a-f]{32}'),
  },
  {
    name: 'a segment missing in the middle',
    spoil: (place) => place.remove(segments(place).at(-2) as string),
    error: corrupt(`KEPT/log/${SEGMENT}`, 'it begins with record \\d+ where \\d+ belongs'),
  },
  {
    name: 'the first segment missing, which is only needed by older checkpoints',
    spoil: (place) => place.remove(first(place)),
    error: undefined,
  },
  {
    name: 'all segments missing but the last',
    spoil: async (place) => {
      for (const name of segments(place).slice(0, -1)) await place.remove(name)
    },
    error: corrupt(`KEPT/log/${SEGMENT}`, 'the log begins at record \\d+, and \\d+ is needed'),
  },
  {
    name: 'all segments missing but the first',
    spoil: async (place) => {
      for (const name of segments(place).slice(1)) await place.remove(name)
    },
    error: corrupt('KEPT/floor', 'it says that record \\d+ is needed, and the log ends before \\d+'),
  },
  {
    name: 'the whole log missing',
    spoil: (place) => place.remove(LOG),
    error: corrupt('KEPT/floor', 'it says that record \\d+ is needed, and the log ends before 0'),
  },
  {
    name: 'a segment that was cut off',
    spoil: (place) => place.write(first(place), place.read(first(place)).subarray(0, -30)),
    error: corrupt(`KEPT/log/${SEGMENT}`, 'it has \\d+ bytes, and \\d+ belong to it'),
  },
  {
    name: 'a segment that says nothing but its name',
    spoil: (place) => {
      const [log] = [place.read(first(place)).subarray(4, 20)]
      const name = `${LOG}/00000000000fffff.log`
      place.write(name, headerBytes({ log, first: 0xfffff, before: 0 }))
    },
    error: corrupt(`KEPT/log/${SEGMENT}`, ''),
  },
  {
    name: 'a floor of another log',
    spoil: (place) => place.write(FLOOR, floorBytes({ records: [1], log: '0'.repeat(32) })),
    error: corrupt('KEPT/(floor|log/.*)', ''),
  },
  {
    name: 'a floor without a checksum',
    spoil: (place) => place.write(FLOOR, '12 8\n'),
    error: corrupt('KEPT/floor', 'it is not of this'),
  },
  { name: 'no floor', spoil: (place) => place.remove(FLOOR), error: undefined },
  {
    name: 'blocks of receivers that were exchanged',
    spoil: async (place) => {
      await place.rename(LEFT, `${RECEIVERS}/input-x`)
      await place.rename(RIGHT, LEFT)
      await place.rename(`${RECEIVERS}/input-x`, RIGHT)
    },
    error: corrupt(
      `${said(LEFT)}/${SEGMENT}`,
      'it is log [0-9a-f]{32}, and batches were given blocks of log [0-9a-f]{32}',
    ),
  },
  {
    name: 'blocks of a receiver that are gone',
    spoil: (place) => place.remove(RIGHT),
    error: corrupt(said(RIGHT), 'the log ends before block 0, and batches were given those before \\d+'),
  },
  {
    name: 'blocks of a receiver of which the last are gone',
    spoil: (place) => {
      const bytes = place.read(last(place, LEFT))
      place.write(last(place, LEFT), bytes.subarray(0, 60))
    },
    error: corrupt(
      `${said(LEFT)}/${SEGMENT}`,
      'the log ends before block \\d+, and batches were given those before \\d+',
    ),
  },
  {
    name: 'a checkpoint of another job',
    spoil: () => {},
    options: { name: 'counts' },
    error:
      "E_CHECKPOINT_MISMATCH at DIR: it is the checkpoint of 'received', and the program is 'counts'. Give the program a directory of its own; or, if it was renamed, set millstream.checkpoint.formerName to 'received'.",
  },
  {
    name: 'a job that was renamed, and says so',
    spoil: () => {},
    options: { name: 'counts', conf: { 'millstream.checkpoint.formerName': 'sums, received' } },
    error: undefined,
  },
  {
    name: 'a second writer',
    spoil: (place) => {
      const name = place.list('owner')[0] as string
      place.write(`owner/${name}`, place.read(`owner/${name}`).toString().replace(',"released":true', ''))
    },
    options: { isRunning: true },
    error:
      'E_CHECKPOINT_IN_USE at DIR: process 7 of h has been writing checkpoints here since 1970-01-01T00:01:48.000Z. Stop that process, or give this one a directory of its own.',
  },
  {
    name: 'an owner who says nothing that can be read',
    spoil: (place) => place.write(`owner/${place.list('owner')[0]}`, '{"since":"yesterday"}'),
    error: undefined,
  },
  {
    name: 'a link in place of a segment',
    spoil: async (place) => {
      const name = first(place)
      await place.rename(name, 'elsewhere')
      place.link(name, `${place.directory}/elsewhere`)
    },
    error: unsafe(
      `/KEPT/log/${SEGMENT}`,
      "it is a symbolic link to DIR/elsewhere. If that is what belongs here, put it in the place of the link: mv 'DIR/elsewhere' 'DIR/KEPT/log/.*'.$",
    ),
  },
  ...[KEPT, LOG, 'owner', FLOOR, RECEIVERS, LEFT].map((name) => ({
    name: `a link in place of ${name}`,
    spoil: async (place: Place) => {
      await place.rename(name, 'elsewhere')
      place.link(name, `${place.directory}/elsewhere`)
    },
    error: unsafe(`/${said(name)}`, 'it is a symbolic link to DIR/elsewhere.'),
  })),
  ...['', KEPT, LOG, 'owner', RECEIVERS, LEFT].map((name) => ({
    name: `a directory that any user may write to: ${name}`,
    spoil: (place: Place) => place.setMode(name, 0o777),
    error: `E_CHECKPOINT_UNSAFE at DIR${name && `/${said(name)}`}: any user may write to this directory: its mode is 777. If nobody has, take that right away: chmod o-w 'DIR${name && `/${said(name)}`}'.`,
  })),
  ...[FLOOR, LOG, 'owner', LEFT].map((name) => ({
    name: `a file that any user may write to: ${name}`,
    spoil: (place: Place) => place.setMode(name === FLOOR ? name : first(place, name), 0o646),
    error: unsafe(`/${said(name)}(/.*)?`, 'any user may write to this file: its mode is 646.'),
  })),
  {
    name: 'a disk without rights, of which that is known',
    spoil: (place) => {
      for (const name of ['', KEPT, LOG, FLOOR]) place.setMode(name, 0o777)
    },
    options: { conf: { 'millstream.checkpoint.worldWritable': 'true' } },
    error: undefined,
  },
  ...[KEPT, LOG, 'owner', RECEIVERS].map((name) => ({
    name: `a file in place of ${name}`,
    spoil: async (place: Place) => {
      await place.remove(name)
      place.write(name, 'x')
    },
    error: `STATE_CORRUPT at DIR/${said(name)}: it is a file. A directory of millstream belongs there: move what is there away.`,
  })),
  {
    name: 'a directory in place of the floor',
    spoil: async (place) => {
      await place.remove(FLOOR)
      await place.rename('owner', FLOOR)
    },
    error:
      'STATE_CORRUPT at DIR/KEPT/floor: it is a directory. A file of millstream belongs there: move what is there away.',
  },
  {
    name: 'a log where earlier versions kept it',
    spoil: (place) => place.rename(LOG, 'log'),
    error:
      'STATE_CORRUPT at DIR/log: it is a log as earlier versions of millstream kept it. Go on with the version that wrote it; or move it away to begin anew.',
  },
  {
    name: 'a checkpoint that is not sealed, and a program with a key',
    spoil: (place) => {
      place.write('key', 'x'.repeat(32))
      place.setMode('key', 0o600)
    },
    options: ({ directory }) => ({ conf: { 'millstream.checkpoint.hmacKeyFile': `${directory}/key` } }),
    error:
      'STATE_SEAL at DIR/KEPT/floor: it is not sealed, and a key is set. To go on from it, start without millstream.checkpoint.hmacKeyFile; to have it sealed from now on, begin in another directory: millstream checkpoint export and import take its states there.',
  },
  {
    name: 'a key that is too short',
    spoil: (place) => place.write('key', 'x'),
    options: ({ directory }) => ({ conf: { 'millstream.checkpoint.hmacKeyFile': `${directory}/key` } }),
    error:
      "CONFIG_KEY_FILE at DIR/key: the file of millstream.checkpoint.hmacKeyFile cannot be used: it has 1 bytes, and a key has 32 to 4096. Make one: head -c 32 /dev/urandom > 'DIR/key'; chmod 600 'DIR/key'.",
  },
  {
    name: 'what a process left that had been replaced before it began',
    spoil: (place) => place.write('kept-by-0000000001/log/0000000000000000.log', 'x'),
    error: undefined,
  },
]

/** What is in the checkpoint without what says who owns it. */
const contents = (place: Place, name = ''): string[] =>
  place.files.listSync(`${place.directory}${name}`).flatMap((status): string[] => {
    const below = `${name}/${status.name}`
    if (below === '/owner') return []
    return status.kind === 'directory'
      ? contents(place, below)
      : [`${said(below)} ${crc32(place.read(below.slice(1)))}`]
  })

const PLACES: readonly (readonly [string, (disk: Disk) => Place])[] = [
  ['in memory', (made) => memoryPlace(made, DIRECTORY, after(BATCHES))],
  ['on disk', (made) => realPlace(made, DIRECTORY)],
]

for (const [where, open] of PLACES)
  for (const { name, spoil, error, options } of ROWS)
    test(`${where}: ${name}`, async () => {
      const place = open(disk)
      try {
        await spoil(place)
        const before = contents(place)
        const { files, directory } = place
        const more = typeof options === 'function' ? options(place) : options
        const going = run(RECEIVED, { files, directory, start: after(BATCHES), batches: 1, ...more })
        if (error === undefined) {
          assert.match(await going, /"left counts",117000,\["a17","b17"\]/)
          return
        }
        const thrown = await going.then(
          () => assert.fail('it went on'),
          (reason) => reason,
        )
        assert.equal(StreamError.is(thrown), true, String(thrown))
        const message = said(thrown.message.replaceAll(directory, 'DIR'))
        if (typeof error === 'string') assert.equal(message, error)
        else assert.match(message, error)
        assert.deepEqual(contents(place), before)
      } finally {
        place.end()
      }
    })
