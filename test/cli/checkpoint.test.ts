import assert from 'node:assert/strict'
import { test } from 'node:test'
import { main } from '../../src/cli/program.ts'
import { environmentWith, setStandardEnvironment } from '../../src/rdd/environment.ts'
import { MemoryFiles } from '../../src/storage/memory-files.ts'
import { ManualClock } from '../../src/testing/index.ts'
import { realPlace } from '../recovery/places.ts'
import { after, diskOf, filesOf, left, RECEIVED, run, STATES } from '../recovery/small-runs.ts'
import { millstream } from './command.ts'

const BATCHES = 8
const [states, received] = [await left(STATES, BATCHES, false), await left(RECEIVED, BATCHES, false)]
const KEPT = 'kept-by-0000000002'
const standard = environmentWith()

/** Run a command on files in memory; answers its lines and its code. */
async function on(files: MemoryFiles, args: readonly string[], isRunning = false) {
  const [out, err]: [string[], string[]] = [[], []]
  const processes = { ...standard.processes, isRunning: () => isRunning }
  setStandardEnvironment({ ...standard, files, clock: new ManualClock(after(BATCHES) + 90_000), processes })
  try {
    const code = await main(['checkpoint', ...args], { out: (line) => out.push(line), err: (line) => err.push(line) })
    return { out, err: err.join('\n'), code }
  } finally {
    setStandardEnvironment(standard)
  }
}

/** What is on the files, to see that nothing has changed. */
const contents = (files: MemoryFiles): unknown =>
  [...diskOf(files)].map(([path, { bytes }]) => [path, Buffer.from(bytes).toString('base64')])

test('ls says what is there and who owns it, and changes nothing', async () => {
  const files = filesOf(received)
  const before = contents(files)
  const { out, code } = await on(files, ['ls', '/checkpoint'])
  assert.deepEqual(contents(files), before)
  assert.equal(code, 0)
  const [floors] = out.filter((line) => line.startsWith('checkpoints'))
  assert.match(floors ?? '', /^checkpoints {2}from record \d+(, or \d+)*$/)
  assert.deepEqual(
    out.filter((line) => !/^(?:checkpoints|log)/.test(line)),
    [
      'job          received, batches of 1.0 s, written by millstream 0.1.0',
      'last batch   1970-01-01T00:01:48.000Z, 1.5 min ago',
      'owner        epoch 2: process 7 of h, since 1970-01-01T00:01:44.000Z, which ended in good order',
      ...out.filter((line) => line.startsWith('run')),
    ],
  )
})

test('a process that runs is said to', async () => {
  const files = filesOf(await left(RECEIVED, BATCHES, true))
  assert.match((await on(files, ['ls', '/checkpoint'], true)).out.join('\n'), /since .*, which runs$/m)
  assert.match((await on(files, ['ls', '/checkpoint'], false)).out.join('\n'), /since .*, which is gone$/m)
})

test('show says what is in it', async () => {
  const { out } = await on(filesOf(received), ['show', '/checkpoint'])
  const text = out.join('\n')
  assert.match(text, /^state {8}left counts \(mapWithState, version 1, by hash\)\n {13}partition 0: 2 keys, \d+ B$/m)
  assert.match(text, /^input {8}left \(receiverStream\), \d+ batches, position \{ next: \d+, log: '[0-9a-f]{32}' \}$/m)
  assert.match(text, /^received {5}right: records \d+ to 7 in \d+ files, \d+ B$/m)
  const { out: json } = await on(filesOf(states), ['show', '/checkpoint', '--json'])
  const shown = JSON.parse(json.join(''))
  assert.deepEqual(
    [shown.job, shown.batch, shown.time, shown.accumulators],
    ['states', 1000, after(BATCHES), [{ name: 'records', sum: 3 * BATCHES }]],
  )
  assert.deepEqual(shown.states.map(({ name }: { name: string }) => name).sort(), [
    'idle',
    'mapWithState-0',
    'reduceByKeyAndWindow-0',
    'reduceByKeyAndWindow-0.panes',
    'reduceByKeyAndWindow-1.panes',
    'updateStateByKey-0',
  ])
})

test('show --state lists entries, as many as it is told', async () => {
  const args = ['show', '/checkpoint', '--state', 'right counts']
  const { out } = await on(filesOf(received), args)
  assert.deepEqual(out, ['"a" {"value":8,"time":108000}', '"b" {"value":8,"time":108000}'])
  assert.deepEqual((await on(filesOf(received), [...args, '--limit', '1'])).out, [out[0], 'and 1 more'])
  const unknown = await on(filesOf(received), ['show', '/checkpoint', '--state', 'x'])
  assert.deepEqual(
    [unknown.code, unknown.err],
    [1, "E_ARGUMENT at /checkpoint: the checkpoint has no state 'x'. Its states are left counts, right counts."],
  )
})

test('diff says what is otherwise', async () => {
  const files = filesOf(received)
  for (const [path, { bytes }] of await left(RECEIVED, BATCHES + 1, false))
    files.write(path.replace('/checkpoint', '/later'), bytes)
  assert.deepEqual((await on(files, ['diff', '/checkpoint', '/later'])).out, [
    'last batch: 1970-01-01T00:01:48.000Z and 1970-01-01T00:01:49.000Z',
    'state left counts: 0 added, 0 removed, 2 changed, 0 the same',
    'state right counts: 0 added, 0 removed, 2 changed, 0 the same',
  ])
  assert.deepEqual((await on(files, ['diff', '/checkpoint', '/later', '--state', 'left counts', '--limit', '1'])).out, [
    'last batch: 1970-01-01T00:01:48.000Z and 1970-01-01T00:01:49.000Z',
    'state left counts: 0 added, 0 removed, 2 changed, 0 the same',
    '  ~ "a" {"value":8,"time":108000} -> {"value":9,"time":109000}',
    '  and 1 more',
  ])
  assert.deepEqual(
    (await on(files, ['diff', '/later', '/later'])).out.map((line) => line.replace(/.*: /, '')),
    ['0 added, 0 removed, 0 changed, 2 the same', '0 added, 0 removed, 0 changed, 2 the same'],
  )
})

type Seen = readonly [output: string, time: number, value: unknown]
const withoutMapped = (text: string): Seen[] =>
  (JSON.parse(text) as Seen[]).filter(([output]) => output !== 'window of mapped')
const mapped = (text: string): Seen[] =>
  (JSON.parse(text) as Seen[]).filter(([output]) => output === 'window of mapped')

for (const [small, disk] of [
  [STATES, states],
  [RECEIVED, received],
] as const)
  test(`${small.name}: what is exported and imported again with its base is gone on from as if nothing had happened`, async () => {
    const files = filesOf(disk)
    const due = await run(small, { files: filesOf(disk), start: after(BATCHES), batches: 4 })
    const printed = await on(files, ['export', '/checkpoint'])
    assert.equal((await on(files, ['export', '/checkpoint', '/states.jsonl'])).code, 0)
    assert.equal(Buffer.from(diskOf(files).get('/states.jsonl')?.bytes ?? '').toString(), `${printed.out.join('\n')}\n`)
    const made = await on(files, ['import', '/mended', '/states.jsonl', '--base', '/checkpoint'])
    assert.deepEqual([made.code, made.err], [0, ''])
    const diff = await on(files, ['diff', '/checkpoint', '/mended'])
    assert.doesNotMatch(
      diff.out.join('\n'),
      /[1-9]\d* (?:added|removed|changed)|^(?:job|batch|last|inputs|accumulators)/m,
    )
    const went = await run(small, { files, directory: '/mended', start: after(BATCHES), batches: 4 })
    assert.deepEqual(withoutMapped(went), withoutMapped(due))
    // A window over what mapWithState emits: three batches later it is as it would have been.
    assert.deepEqual(JSON.parse(went).at(-1), JSON.parse(due).at(-1))
    assert.deepEqual(mapped(went).at(-1), mapped(due).at(-1))
  })

test('a program starts with states that were imported alone', async () => {
  const files = filesOf(received)
  const { out } = await on(files, ['export', '/checkpoint'])
  files.write('/mended.jsonl', out.join('\n').replaceAll('"value":8', '"value":800'))
  assert.equal((await on(files, ['import', '/fresh', '/mended.jsonl'])).code, 0)
  const went = await run(RECEIVED, { files, directory: '/fresh', start: after(BATCHES) + 90_000, batches: 1 })
  assert.match(went, /\["left counts",199000,\["a801","b801"\]\]/)
  assert.equal((JSON.parse(went) as unknown[]).length, 6, 'no batch is made up for')
})

const HEADER = '{"millstream":"states","version":1,"job":"j","batch":1000,"zero":0,"time":0,"remember":0}'
const STATE = '{"state":"s","kind":"k","version":1}'
const ENTRY = '{"state":"s","key":1,"value":2}'
for (const [lines, line, why] of [
  [[], 1, 'the file was cut off'],
  [[HEADER], 2, 'the file was cut off'],
  [['x'], 1, 'Unexpected token'],
  [['{}'], 1, 'it does not begin a file of states'],
  [[HEADER.replace('"version":1', '"version":2')], 1, 'it is of version 2, and 1 is read'],
  [[HEADER.replace('1000', '0')], 1, 'its times are none'],
  [[HEADER, STATE], 3, 'the file was cut off'],
  [[HEADER, STATE, ENTRY, '{"end":1}'], 5, 'the file was cut off'],
  [[HEADER, ENTRY], 2, "the state 's' has not begun"],
  [[HEADER, STATE, STATE], 3, "the state 's' comes twice"],
  [[HEADER, STATE, ENTRY, ENTRY], 4, 'its key comes twice'],
  [[HEADER, STATE, '{"state":"s","key":1}'], 3, 'it has no value'],
  [[HEADER, STATE, '{"state":"s","key":{"$x":1},"value":2}'], 3, '$x stands for nothing'],
  [[HEADER, '{"end":0}', STATE], 3, 'it comes behind the end'],
  [[HEADER, 'null'], 2, 'it is no object'],
] as const)
  test(`import refuses a file with the line and makes nothing: ${why}`, async () => {
    const files = new MemoryFiles(new ManualClock(0))
    files.write('/bad.jsonl', lines.join('\n'))
    const { code, err } = await on(files, ['import', '/made', '/bad.jsonl'])
    assert.equal(code, 1)
    assert.equal(err.startsWith(`E_INPUT_UNREADABLE: cannot read /bad.jsonl: line ${line}: ${why}`), true, err)
    assert.deepEqual([...diskOf(files).keys()], ['/bad.jsonl'])
  })

test('import and export do not write over anything', async () => {
  const files = filesOf(received)
  await on(files, ['export', '/checkpoint', '/states.jsonl'])
  const before = contents(files)
  assert.match((await on(files, ['import', '/checkpoint', '/states.jsonl'])).err, /^E_OUTPUT_EXISTS at \/checkpoint/)
  assert.match((await on(files, ['export', '/checkpoint', '/states.jsonl'])).err, /^E_OUTPUT_EXISTS at \/states\.jsonl/)
  const running = await on(files, ['import', '/made', '/states.jsonl', '--base', '/checkpoint'], true)
  assert.equal(running.code, 0, 'the owner has released it')
  await files.remove('/made')
  assert.deepEqual(contents(files), before)
})

test('rm removes what is ours and nothing else, and only when it is told to', async () => {
  const files = filesOf(received)
  for (const name of ['notes.txt', `${KEPT}/log/notes.txt`, `${KEPT}/received/input-left/x`, 'owner/README'])
    files.write(`/checkpoint/${name}`, 'mine')
  const before = contents(files)
  const asked = await on(files, ['rm', '/checkpoint'])
  assert.deepEqual(
    [asked.code, asked.err],
    [2, 'error: this removes the checkpoints in /checkpoint for good: say --yes'],
  )
  assert.deepEqual(contents(files), before)
  const done = await on(files, ['rm', '/checkpoint', '--yes'])
  assert.deepEqual(
    [done.code, done.err],
    [0, 'left in /checkpoint, as it is not of checkpoints: kept-by-0000000003, notes.txt, owner'],
  )
  assert.deepEqual(
    [...diskOf(files).keys()].filter((path) => path.startsWith('/checkpoint')),
    [
      '/checkpoint/kept-by-0000000003/log/notes.txt',
      '/checkpoint/kept-by-0000000003/received/input-left/x',
      '/checkpoint/notes.txt',
      '/checkpoint/owner/README',
    ],
  )
})

test('rm removes the directory when nothing else is in it, and refuses one that is in use or none of ours', async () => {
  const files = filesOf(await left(RECEIVED, BATCHES, true))
  const before = contents(files)
  assert.match((await on(files, ['rm', '/checkpoint', '--yes'], true)).err, /^E_CHECKPOINT_IN_USE at \/checkpoint/)
  assert.match((await on(files, ['rm', '/in', '--yes'])).err, /^E_INPUT_MISSING at \/in/)
  assert.match((await on(files, ['rm', '/nothing', '--yes'])).err, /^E_INPUT_MISSING at \/nothing/)
  assert.deepEqual(contents(files), before)
  assert.deepEqual(await on(files, ['rm', '/checkpoint', '--yes']), { out: [], err: '', code: 0 })
  assert.equal(files.statSync('/checkpoint'), undefined)
})

test('rm does not follow a link', async () => {
  const files = filesOf(received)
  files.write('/mine/0000000000000000.log', 'mine')
  files.link('/checkpoint/kept-before-9', '/mine')
  await on(files, ['rm', '/checkpoint', '--yes'])
  assert.notEqual(files.statSync('/mine/0000000000000000.log'), undefined)
})

for (const action of ['ls', 'show', 'export'])
  test(`${action} of what is no checkpoint, or a damaged one`, async () => {
    const files = filesOf(received)
    assert.match((await on(files, [action, '/nothing'])).err, /^E_INPUT_MISSING at \/nothing: there is no checkpoint/)
    assert.match((await on(files, [action, '/in'])).err, /^E_INPUT_MISSING at \/in: there is no checkpoint/)
    files.write(`/checkpoint/${KEPT}/floor`, 'x')
    const { code, err } = await on(files, [action, '/checkpoint'])
    assert.deepEqual([code, err.startsWith(`STATE_CORRUPT at /checkpoint/${KEPT}/floor: `)], [1, true])
  })

test('wrong words are said to be', async () => {
  const files = filesOf(received)
  for (const [args, said] of [
    [['look', '/checkpoint'], /Allowed choices are ls, show, diff, export, import, rm/],
    [['ls'], /missing required argument 'directory'/],
    [['diff', '/checkpoint'], /another directory is missing behind the directory/],
    [['import', '/made'], /the file is missing behind the directory/],
    [['show', '/checkpoint', '--limit', 'x'], /'x' is not a number of entries, for --limit/],
  ] as const) {
    const { code, err } = await on(files, args)
    assert.equal(code, 2)
    assert.match(err, said)
  }
})

test('on a real disk, as a command', async () => {
  const place = realPlace(received, '/checkpoint')
  try {
    const { stdout, code } = await millstream('checkpoint', 'export', place.directory)
    assert.equal(code, 0)
    assert.match(
      stdout,
      /^\{"millstream":"states","version":1,"job":"received",.*\n.*\n\{"state":"left counts","key":"a",/,
    )
    assert.equal((await millstream('checkpoint', 'rm', place.directory, '--yes')).code, 0)
    assert.equal(place.files.statSync(place.directory), undefined)
  } finally {
    place.end()
  }
})
