import assert from 'node:assert/strict'
import { test } from 'node:test'
import { outline } from '../../src/cli/explain/explain-command.ts'
import { run } from '../../src/index.ts'
import { isJob, type JobDefinition } from '../../src/program/job.ts'
import { type Block, guideBlocks, isProgram, isSnippet } from './blocks.ts'
import { installChecks } from './checks.ts'
import { withChecks } from './expectations.ts'
import { Folder, onSources } from './folder.ts'

/** What the guide takes for granted in a snippet, on one line. `docs/guide/README.md` says the same. */
const GIVEN = [
  `import { Accumulator, CODES, Duration, fileSink, HashPartitioner, idempotentSink, isStreamError, KeyMap, milliseconds, minutes, naturalOrder, RDD, readManifest, Receiver, reversed, run, seconds, SparkConf, SparkContext, SparkFiles, StatCounter, type State, StateSpec, StorageLevel, StreamError, StreamingContext, TaskContext, Time } from 'millstream'`,
  `const sc = new SparkContext('local[2]', 'snippet'), ssc = new StreamingContext(sc, seconds(1))`,
  'const lines = ssc.queueStream<string>([]), numbers = ssc.queueStream<number>([])',
  'const pairs = ssc.queueStream<readonly [string, number]>([]), other = ssc.queueStream<readonly [string, number]>([])',
  '',
].join('; ')

const given = (block: Block): string => (isSnippet(block) ? GIVEN : '')
const NAMES = '({ lines, numbers, pairs, other }, ssc, sc)'

const blocks = guideBlocks()

test('every block compiles', () => {
  const folder = new Folder('guide-types')
  for (const block of blocks) folder.write(block.file, `${given(block)}${block.code}\nexport {}\n`)
  assert.equal(folder.typeErrors(), '')
})

const folder = new Folder('guide')
installChecks()

for (const block of blocks.filter((block) => isProgram(block)))
  test(`${block.name} can be built`, { timeout: 20_000 }, async () => {
    const url = new URL(folder.write(block.file, block.code))
    const { streams } = await outline(url.pathname, { bundle: true })
    assert.ok(streams.length > 0)
  })

for (const block of blocks.filter((block) => !isProgram(block) && !block.noRun))
  test(`${block.name} gives what it says`, { timeout: 20_000 }, async () => {
    const { code } = withChecks(block.code, NAMES)
    const module = await import(folder.write(block.file, onSources(`${given(block)}${code}\nexport {}\n`)))
    if (isJob(module.default)) await run(module.default as JobDefinition & any)
  })

test('most of the guide is run', () => {
  const checks = blocks.reduce((sum, { code }) => sum + withChecks(code, NAMES).checks, 0)
  assert.ok(checks >= 30, `${checks} expressions are compared`)
  const idle = blocks.filter((block) => block.noRun && !isProgram(block))
  assert.ok(idle.length <= blocks.length / 5, idle.map(({ name }) => name).join(', '))
})
