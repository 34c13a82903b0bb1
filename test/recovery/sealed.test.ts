/** Whole programs with a key: they go on from what they have sealed, and from nothing else. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { main } from '../../src/cli/program.ts'
import { LineLogger } from '../../src/kernel/log.ts'
import { environmentWith, setStandardEnvironment } from '../../src/rdd/environment.ts'
import { readRecord } from '../../src/storage/log/record.ts'
import { Seal } from '../../src/storage/log/seal.ts'
import { headerLength } from '../../src/storage/log/segment.ts'
import type { MemoryFiles } from '../../src/storage/memory-files.ts'
import { floorBytes, readFloor } from '../../src/streaming/checkpoint/floor-file.ts'
import { LetterBox } from '../../src/streaming/letters/letter-box.ts'
import { ManualClock } from '../../src/testing/index.ts'
import { processes } from './commits/commit.ts'
import { letterOf } from './commits/letters.ts'
import { withSum } from './commits/with-sum.ts'
import { DIRECTORY } from './machine.ts'
import { memoryPlace, type Place } from './places.ts'
import { after, filesOf, KEY, KEY_FILE, layKey, left, RECEIVED, run, SEALED, said } from './small-runs.ts'

const BATCHES = 16
const [sealed, again, plain, killed] = [
  await left(SEALED, BATCHES, false),
  await left(SEALED, BATCHES, false),
  await left(RECEIVED, BATCHES, false),
  await left(SEALED, BATCHES, true),
]
const KEPT = 'kept-by-0000000002'
const [LOG, FLOOR, LEFT] = [`${KEPT}/log`, `${KEPT}/floor`, `${KEPT}/received/input-left`]
const segments = (place: Place, log: string): string[] => place.list(log).map((name) => `${log}/${name}`)

test('a program that was killed goes on from what it has sealed, as it would without a key', async () => {
  const unsealed = await left(RECEIVED, BATCHES, true)
  const start = after(BATCHES)
  const due = await run(RECEIVED, { files: filesOf(unsealed), start, batches: 3 })
  assert.equal(await run(SEALED, { files: filesOf(killed), start, batches: 3 }), due)
  for (const [path, { bytes }] of killed) if (path.endsWith('.log')) assert.equal(bytes[3], 2, `${path} is sealed`)
  assert.equal(
    [...killed.keys()].some((path) => path.includes('/received/')),
    true,
  )
})

/** What somebody does who has no key, and how it is refused; undefined when the program goes on. */
interface Row {
  readonly name: string
  readonly spoil: (place: Place, files: MemoryFiles) => unknown
  readonly error: RegExp | undefined
}

const seal = (path: string, what: string): RegExp => new RegExp(`^STATE_SEAL at ${DIRECTORY}/${path}: ${what}`)
const SEGMENT = '[0-9a-f]{16}.log'
const NO_KEY =
  'it is sealed with a key, and no key is set. Set millstream.checkpoint.hmacKeyFile to the file with that key.$'
const UNSEALED =
  'it is not sealed, and a key is set. To go on from it, start without millstream.checkpoint.hmacKeyFile; '
const OTHER = 'it is not damaged, and its seal is not that of this key for a file of this kind. '

/** Change the last byte of the first record of a file, and have its checksum right. */
function forge(place: Place, path: string): void {
  const bytes = place.read(path)
  const at = headerLength(new Seal(KEY))
  const record = readRecord(bytes, at, bytes.length, new Seal(KEY))
  if (typeof record === 'string') assert.fail(record)
  const made = Buffer.from(record.whole)
  made[made.length - 1] = (made.at(-1) as number) ^ 1
  place.write(path, Buffer.concat([bytes.subarray(0, at), withSum(made), bytes.subarray(at + record.bytes)]))
}

async function move(place: Place, from: string, to: string): Promise<void> {
  for (const path of segments(place, to)) await place.remove(path)
  for (const path of segments(place, from)) place.write(path.replace(from, to), place.read(path))
}

const ROWS: readonly Row[] = [
  { name: 'nothing', spoil: () => {}, error: undefined },
  {
    name: 'a record of the log is changed, and its checksum is right',
    spoil: (place) => forge(place, segments(place, LOG).at(-1) as string),
    error: seal(`KEPT/log/${SEGMENT}`, 'what is at offset 72 of the log is not damaged, and does not bear the seal'),
  },
  {
    name: 'a block of a receiver is changed, and its checksum is right',
    spoil: (place) => forge(place, segments(place, LEFT).at(-1) as string),
    error: seal(`KEPT/received/input-left/${SEGMENT}`, 'what is at offset 72 of the log is not damaged, and does not'),
  },
  {
    name: 'what a receiver was sent is put in the place of the log',
    spoil: async (place) => {
      await move(place, LEFT, LOG)
      await place.remove(FLOOR)
    },
    error: seal(`KEPT/log/${SEGMENT}`, OTHER),
  },
  {
    name: 'a floor is raised by who knows its form',
    spoil: (place, files) => {
      const floor = readFloor(files, `${DIRECTORY}/${KEPT}`, new Seal(KEY))
      const raised = { records: [(floor?.records[0] as number) + 1], log: floor?.log as string }
      place.write(FLOOR, floorBytes(raised))
    },
    error: seal('KEPT/floor', UNSEALED),
  },
  {
    name: 'a floor is raised, with the tag that it had',
    spoil: (place, files) => {
      const floor = readFloor(files, `${DIRECTORY}/${KEPT}`, new Seal(KEY))
      const raised = { records: [(floor?.records[0] as number) + 1], log: floor?.log as string }
      place.write(FLOOR, floorBytes(raised, new Seal(new Uint8Array(32))))
    },
    error: seal('KEPT/floor', OTHER),
  },
  {
    name: 'the floor and the log of a program without a key',
    spoil: async (place) => {
      for (const path of segments(place, LOG)) await place.remove(path)
      for (const [path, { bytes }] of plain)
        if (/\/(?:log\/\w+\.log|floor)$/.test(path)) place.write(path.slice(DIRECTORY.length + 1), bytes)
    },
    error: seal('KEPT/floor', UNSEALED),
  },
  {
    name: 'a log of a program without a key, and no floor',
    spoil: async (place) => {
      for (const path of [...segments(place, LOG), FLOOR]) await place.remove(path)
      for (const [path, { bytes }] of plain)
        if (/\/log\/\w+\.log$/.test(path)) place.write(path.slice(DIRECTORY.length + 1), bytes)
    },
    error: seal(`KEPT/log/${SEGMENT}`, UNSEALED),
  },
  {
    name: 'the log of another checkpoint with the same key, which the floor tells',
    spoil: async (place) => {
      for (const path of segments(place, LOG)) await place.remove(path)
      for (const [path, { bytes }] of again)
        if (/\/log\/\w+\.log$/.test(path)) place.write(path.slice(DIRECTORY.length + 1), bytes)
    },
    error: new RegExp(`^STATE_CORRUPT at ${DIRECTORY}/KEPT/floor: it is of log`),
  },
]

for (const { name, spoil, error } of ROWS)
  test(`somebody without the key: ${name}`, async () => {
    const place = memoryPlace(sealed, DIRECTORY, after(BATCHES))
    await spoil(place, place.files as MemoryFiles)
    const going = run(SEALED, { files: place.files, start: after(BATCHES), batches: 1 })
    if (error === undefined) assert.match(await going, /"left counts",117000,\["a17","b17"\]/)
    else await assert.rejects(going, (thrown: Error) => assert.match(said(thrown.message), error) ?? true)
  })

test('another key, and none', async () => {
  const start = { files: filesOf(sealed), start: after(BATCHES), batches: 1 }
  const conf = { 'millstream.checkpoint.hmacKeyFile': '/keys/other' }
  start.files.write('/keys/other', new Uint8Array(32).fill(1))
  start.files.setMode('/keys/other', 0o600)
  const [other, none] = [seal('KEPT/floor', OTHER), seal('KEPT/floor', NO_KEY)]
  await assert.rejects(
    run(SEALED, { ...start, conf }),
    (thrown: Error) => assert.match(said(thrown.message), other) ?? true,
  )
  await assert.rejects(
    run({ ...RECEIVED, name: 'sealed' }, start),
    (thrown: Error) => assert.match(said(thrown.message), none) ?? true,
  )
  // Nothing came of either.
  assert.match(await run(SEALED, { ...start, start: after(BATCHES) + 10 }), /"left counts",117000,\["a17","b17"\]/)
})

/** Run a command on files in memory; answers its lines and its code. */
async function command(files: MemoryFiles, ...args: string[]) {
  const standard = environmentWith()
  const lines: string[] = []
  setStandardEnvironment({ ...standard, files, clock: new ManualClock(after(BATCHES)), processes: processes(9) })
  try {
    const code = await main(args, { out: (line) => lines.push(line), err: (line) => lines.push(line) })
    return { code, text: lines.join('\n') }
  } finally {
    setStandardEnvironment(standard)
  }
}

const CONF = ['--conf', `millstream.checkpoint.hmacKeyFile=${KEY_FILE}`]

test('the commands read what is sealed when they are given the key, and say which setting it is without', async () => {
  const files = filesOf(sealed)
  layKey(files)
  const checkpoint = (...args: string[]) => command(files, 'checkpoint', ...args)
  assert.match((await checkpoint('show', DIRECTORY, ...CONF)).text, /^received {5}right: records \d+ to 15 in/m)
  for (const action of [['ls'], ['show'], ['export'], ['diff']]) {
    const refused = await checkpoint(...action, DIRECTORY, ...(action[0] === 'diff' ? [DIRECTORY] : []))
    assert.equal(refused.code, 1, action[0])
    assert.match(
      said(refused.text),
      /STATE_SEAL at \/checkpoint\/KEPT\/floor: .*Set millstream.checkpoint.hmacKeyFile to/,
    )
  }
  assert.equal((await checkpoint('export', DIRECTORY, '/states.jsonl', ...CONF)).code, 0)
  assert.equal((await checkpoint('import', '/made', '/states.jsonl', '--base', DIRECTORY, ...CONF)).code, 0)
  assert.match(
    (await checkpoint('diff', DIRECTORY, '/made', ...CONF)).text,
    /^state left counts: .*0 added, 0 removed, 0 changed, 2 the same$/m,
  )
  assert.match((await checkpoint('ls', '/made')).text, /STATE_SEAL/)
  const going = run(SEALED, { files, directory: '/made', start: after(BATCHES), batches: 1 })
  assert.match(await going, /"left counts",117000,\["a17","b17"\]/)
  assert.equal((await checkpoint('rm', DIRECTORY, '--yes', ...CONF)).text, '')
})

test('dead letters are sealed as well: read, added, removed with the key alone', async () => {
  const files = filesOf(new Map())
  layKey(files)
  const environment = { files, clock: new ManualClock(0), logger: new LineLogger(() => {}), processes: processes(1) }
  const parts = { environment, directory: '/dead', segmentBytes: 100, owner: undefined }
  const box = await LetterBox.open({ ...parts, seal: new Seal(KEY) })
  await box.add(['one', 'two'].map(letterOf))
  await box.close()
  assert.match((await command(files, 'dlq', 'ls', '/dead', ...CONF)).text, /^one .*\ntwo .*$/)
  assert.match((await command(files, 'dlq', 'rm', '/dead', '--all')).text, /STATE_SEAL at \/dead\/.*no key is set/)
  await assert.rejects(LetterBox.open(parts), { code: 'STATE_SEAL' })
  assert.equal((await command(files, 'dlq', 'rm', '/dead', 'two', ...CONF)).text, '1 letters removed')
  assert.match((await command(files, 'dlq', 'ls', '/dead', ...CONF)).text, /^one [^\n]*$/)
})

test('the key is in no message and no list of settings, its file is', async () => {
  const files = filesOf(sealed)
  layKey(files, Buffer.from('the secret of this test, unseen!'))
  const { text } = await command(files, 'checkpoint', 'show', DIRECTORY, ...CONF)
  assert.match(text, /STATE_SEAL/)
  assert.doesNotMatch(text, /secret of|7365637265/)
  files.setMode(KEY_FILE, 0o644)
  const open = await command(files, 'checkpoint', 'show', DIRECTORY, ...CONF)
  assert.match(open.text, /CONFIG_KEY_FILE at \/keys\/key: .*chmod 600 '\/keys\/key'/)
  assert.doesNotMatch(open.text, /secret of|7365637265/)
})
