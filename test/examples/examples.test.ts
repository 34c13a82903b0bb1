import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { test } from 'node:test'
import { run } from '../../src/index.ts'
import { check, EXAMPLES, linesOf, pathOf, secondsOf, sourceOf } from './example.ts'
import { ExampleRun, World } from './example-run.ts'

/** Examples that read the source of their header from a socket: the seconds of it that are replayed, and quiet ones. */
const FROM_SOCKET: readonly (readonly [name: string, replayed: number, quiet?: number])[] = [
  ['network-word-count', 5, 1],
  ['stateful-network-word-count', 5],
  ['windowed-top-k', 18, 10],
  ['stream-table-join', 18, 7],
  ['stock-metrics', 12],
  ['sensor-anomaly', 8],
]

for (const [name, replayed, quiet = 0] of FROM_SOCKET)
  test(`${name} prints what is expected`, async () => {
    await using example = await ExampleRun.start(name)
    const seconds = secondsOf(sourceOf(name)).slice(0, replayed)
    await example.batches([...seconds, ...Array.from({ length: quiet }, () => [])])
    check(name, example.world.output)
    assert.deepEqual(example.world.logged, [])
  })

test('custom-receiver prints what is expected, and connects again two seconds after a broken connection', async () => {
  await using example = await ExampleRun.start('custom-receiver')
  const [first = [], ...rest] = secondsOf(sourceOf('custom-receiver'))
  await example.batches([first])
  await example.breakConnection()
  // Nobody hears these two; the source begins again for who connects again.
  await example.batches([first, first])
  await example.batches([first, ...rest])
  check('custom-receiver', example.world.output)
  assert.deepEqual(example.world.logged, [
    'WARN Receiver 0: Restarting receiver with delay 2000 ms: the connection is closed: read ECONNRESET',
  ])
})

test('file-word-count prints what is expected', async () => {
  const world = new World()
  await world.files.makeDirectory('inbox')
  await using example = await ExampleRun.start('file-word-count', world, { files: world.files })
  const lines = linesOf('examples/data/gettysburg.txt')
  const move = async (name: string, content: readonly string[]): Promise<void> => {
    world.files.write('.new', `${content.join('\n')}\n`)
    await world.files.rename('.new', `inbox/${name}`)
  }
  await example.batches([[]])
  await move('gettysburg.txt', lines)
  await example.batches([[], []])
  await move('first.txt', lines.slice(0, 10))
  await move('last.txt', lines.slice(-5))
  await example.batches([[]])
  check('file-word-count', world.output)
  assert.deepEqual(world.logged, [])
})

test('batch-word-count prints what is expected', async () => {
  const world = new World()
  await run(pathOf('batch-word-count'), { environment: world.environment })
  check('batch-word-count', world.output)
  assert.deepEqual(world.logged, [])
})

test('each example has its expected output, and a row in the README', () => {
  // quake.ts is no program.
  const names = readdirSync(EXAMPLES).flatMap((file) => (/^(?!quake\.)(.*)\.ts$/.exec(file) ?? []).slice(1))
  const texts = readdirSync(`${EXAMPLES}expected`).map((file) => file.replace(/\.txt$/, ''))
  assert.deepEqual(texts.sort(), names.sort())
  const readme = linesOf('examples/README.md').flatMap((line) => (/^\| \[(.*)\.ts\]/.exec(line) ?? []).slice(1))
  assert.deepEqual(readme.sort(), names)
})
