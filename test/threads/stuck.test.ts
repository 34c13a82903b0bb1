import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { BroadcastChannel } from 'node:worker_threads'
import { type BatchRun, type RunJobOptions, run } from '../../src/index.ts'
import { ManualClock } from '../../src/kernel/clock/manual.ts'
import { LineLogger } from '../../src/kernel/log.ts'
import { HangingThreads } from './hanging-threads.ts'
import type { Args } from './stuck.ts'

const folder = mkdtempSync(join(tmpdir(), 'millstream-stuck-'))
after(() => rmSync(folder, { recursive: true }))
let marks = 0

interface Outcome {
  readonly value?: unknown
  readonly error?: string
  readonly logged: readonly string[]
}

/** Functions that have said that they hang. */
class Arrivals {
  readonly #channel: BroadcastChannel
  #count = 0
  #wake = (): void => {}

  constructor(name: string) {
    this.#channel = new BroadcastChannel(name)
    this.#channel.onmessage = () => {
      this.#count++
      this.#wake()
    }
  }

  /** Resolves when there have been `n`. */
  async have(n: number): Promise<void> {
    while (this.#count < n)
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
  }

  close(): void {
    this.#channel.close()
  }
}

/**
 * Run a program under a clock that goes on only while a function of it hangs and nothing else is to be done, or as
 * `meanwhile` says.
 */
async function outcome(
  program: string,
  conf: Readonly<Record<string, string>> = {},
  meanwhile?: (clock: ManualClock, channel: string) => void,
): Promise<Outcome> {
  const clock = new ManualClock()
  const threads = new HangingThreads(clock)
  const logged: string[] = []
  const logger = new LineLogger((line) => logged.push(line))
  const mark = join(folder, String(marks++))
  const arrivals = new Arrivals(mark)
  const args: Args = { program, channel: mark, mark }
  const options = { bundle: false, master: 'local[2]', args, conf, environment: { clock, logger, threads } }
  let isOver = false
  const done = result(options).then(
    (value) => ({ value }),
    (error: Error) => ({ error: error.message }),
  )
  const ended = done.then(() => {
    isOver = true
  })
  for (let n = 1; !isOver; n++) {
    await Promise.race([ended, arrivals.have(n)])
    if (isOver) break
    if (meanwhile !== undefined) meanwhile(clock, mark)
    else await threads.untilEnded(ended)
  }
  arrivals.close()
  return { ...(await done), logged: logged.map((line) => line.replace(/^WARN worker \d/, 'WARN a worker')) }
}

async function result(options: RunJobOptions): Promise<unknown> {
  const job = (await run(new URL('./stuck.ts', import.meta.url), options)) as BatchRun
  return job.done
}

const DEADLINE = 'did not come back for 1.0 s'
const HINT =
  'Mend the function or raise millstream.stuck.deadline; millstream.stuck.policy=skip leaves such records out.'

/** The error of a program, with the numbers of lines taken out. */
const failure = async (program: string, conf?: Readonly<Record<string, string>>): Promise<string | undefined> =>
  (await outcome(program, conf)).error?.replaceAll(/\.ts:\d+/g, '.ts:0')

for (const [program, where] of [
  ['an endless loop', 'map (stuck.ts:0): the function $ (record 5, number 2 of partition 1)'],
  [
    'a regular expression',
    `filter (stuck.ts:0): the function $ (record '${'a'.repeat(60)}!', number 1 of partition 1)`,
  ],
  ['a wait for nobody', 'filter (stuck.ts:0): the function $ (record 2, number 3 of partition 0)'],
  ['promises that starve all others', 'mapAsync (stuck.ts:0): the function $ (record 6, number 3 of partition 1)'],
  ['an item of a flatMap', 'filter (stuck.ts:0): the function $ (record 20, number 2 of partition 1)'],
  ['a generator', 'mapPartitions (stuck.ts:0): the function $ (record 2, number 1 of partition 1)'],
  [
    'a function of a whole partition, at its end',
    'mapPartitions (stuck.ts:0): the function $ (after its last record, partition 1)',
  ],
  ['a reduce function', "reduceByKey (stuck.ts:0): the function $ (record [ 'odd', 7 ], number 4 of partition 1)"],
] as const)
  test(`${program}: the job fails, and the error names the function and the record`, async () => {
    assert.equal(await failure(program), `E_STUCK at ${where.replace('$', DEADLINE)}. ${HINT}`)
  })

test('records are not shown when they are not to be', async () => {
  assert.equal(
    await failure('an endless loop', { 'millstream.errors.records': 'false' }),
    `E_STUCK at map (stuck.ts:0): the function ${DEADLINE} (record number 2 of partition 1). ${HINT}`,
  )
})

test('a task that stood still once is run again, and counts once', async () => {
  const { value, logged } = await outcome('an endless loop once')
  assert.equal(value, (799 * 800) / 2)
  assert.deepEqual(logged, [
    'WARN a worker is gone and is replaced: Standstill: it did not go on for 1.0 s in a task over partition 1',
  ])
})

const SKIP = { 'millstream.stuck.policy': 'skip' }

test('records that are to be left out are left out, and each is logged', async () => {
  const { value, logged } = await outcome('two records', SKIP)
  assert.deepEqual(value, [0, 1, 2, 3, 5, 7])
  const left = logged.filter((line) => line.includes('left out')).map((line) => line.replaceAll(/\.ts:\d+/g, '.ts:0'))
  assert.deepEqual(left, [
    `WARN map (stuck.ts:0) ${DEADLINE} from a record, which is left out (record 4, number 1 of partition 1; 1 left out of this stage)`,
    `WARN map (stuck.ts:0) ${DEADLINE} from a record, which is left out (record 6, number 3 of partition 1; 2 left out of this stage)`,
  ])
  assert.equal(logged.length, 5)
})

for (const [program, expected] of [
  ['an item of a flatMap', [0, 0, 0, 1, 10, 100, 2, 200, 3, 30, 300].map((x) => x + 1)],
  [
    'a reduce function',
    [
      ['even', 12],
      ['odd', 9],
    ],
  ],
  ['a regular expression', ['aaa']],
] as const)
  test(`${program}: the rest is as it is without that record`, async () => {
    assert.deepEqual((await outcome(program, SKIP)).value, expected)
  })

test('a function that hangs at its end has no record to leave out', async () => {
  assert.match(String(await failure('a function of a whole partition, at its end', SKIP)), /^E_STUCK at mapPartitions /)
})

test('other jobs go on, also when their tasks were on the worker that is ended', async () => {
  assert.deepEqual((await outcome('one job of two')).value, [
    'E_STUCK',
    [...Array(20).keys()].map((n) => Math.ceil(n / 2)),
  ])
})

test('a cancelled job ends a task that does not come back, with its worker', async () => {
  // The next job needs both workers.
  const conf = { 'millstream.stuck.deadline': '0', 'millstream.threads.tiny': '0' }
  const { value, logged } = await outcome('a job that is cancelled', conf)
  assert.deepEqual(value, ['E_ABORTED', [0, 1, 2, 3]])
  assert.deepEqual(logged, [
    'WARN a worker is gone and is replaced: WouldNotEnd: a job was cancelled, and its task did not end',
  ])
})

test('a cancelled job ends a task that goes on for ever, and the worker stays', async () => {
  const { value, logged } = await outcome('a job without end that is cancelled', {}, () => {})
  assert.deepEqual(value, ['E_ABORTED', [0, 1, 2, 3]])
  assert.deepEqual(logged, [])
})

test('a driver that stood still itself takes no worker for dead', async () => {
  const { value, logged } = await outcome('a slow function', {}, (clock, channel) => {
    clock.advance(10_000)
    const answers = new BroadcastChannel(`${channel} answer`)
    answers.postMessage('go on')
    answers.close()
  })
  assert.equal(value, 8)
  assert.deepEqual(logged, [])
})
