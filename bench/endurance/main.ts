/**
 * `npm run bench:soak -- --minutes 480 [--rate 2000] [--master local[2]] [--trial]`: run a job for hours in a process of its own,
 * look at what it holds, and see in the end that each line was counted once.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { readManifest } from 'millstream'
import { machine } from '../lib/machine.ts'
import { residentMegabytes } from '../lib/memory.ts'
import { saveResults } from '../lib/results.ts'
import { writeReport } from '../report/write.ts'
import type { ThreadHeap } from './heaps.ts'
import { Sender } from './sender.ts'
import { type Series, slopePerHour } from './slope.ts'

const { values: options } = parseArgs({
  options: {
    minutes: { type: 'string', default: '480' },
    rate: { type: 'string', default: '2000' },
    master: { type: 'string', default: 'local[2]' },
    trial: { type: 'boolean', default: false },
  },
})
const minutes = Number(options.minutes)
/** What comes before belongs to the beginning: windows and states fill, code is compiled, files reach their sizes. */
const SETTLED = 0.25

/** The process at a moment. */
interface Look {
  readonly at: number
  readonly batches: number
  readonly lines: number
  readonly heap: number
  readonly resources: number
  readonly heaps: readonly ThreadHeap[]
  readonly rss: number
  readonly descriptors: number
  readonly threads: number
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const conditions = machine()
const folder = mkdtempSync(join(tmpdir(), 'millstream-soak-'))
const [sender, looks, output] = [new Sender(Number(options.rate)), [] as Look[], join(folder, 'out')]
const { child, ended } = start(await sender.start())
try {
  for (const end = Date.now() + minutes * 60_000; Date.now() < end && child.exitCode === null; ) await sleep(1000)
  sender.stop()
  const counted = await until(async () => (await sum(output)) >= sender.sent)
  child.kill('SIGTERM')
  await ended
  // As a shell says it: 128 and the number of the signal.
  if (child.exitCode !== 143) throw new Error(`the program ended with ${child.exitCode ?? child.signalCode}`)
  tell(counted && (await sum(output)) === sender.sent)
} finally {
  child.kill('SIGKILL')
  await ended
  sender.close()
  rmSync(folder, { recursive: true, force: true })
}

function start(port: number) {
  const given = [
    '--master',
    options.master,
    '--checkpoint',
    join(folder, 'state'),
    '--args',
    JSON.stringify({ port, output }),
  ]
  const logged = ['--conf', 'spark.streaming.receiver.writeAheadLog.enable=true', '--no-supervise']
  const args = [`${ROOT}bin/millstream.js`, 'run', `${ROOT}bench/endurance/job.ts`, ...given, ...logged]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  createInterface(child.stdout).on('line', (line) => {
    if (!line.startsWith('LOOK ')) return
    const look = { at: Date.now(), ...JSON.parse(line.slice('LOOK '.length)), ...seen(child.pid as number) }
    looks.push(look)
    if (looks.length % 6 === 1)
      console.log(JSON.stringify(look, (_, value) => (value % 1 ? Math.round(value * 10) / 10 : value)))
  })
  return { child, ended: new Promise((resolve) => child.on('exit', resolve)) }
}

/** What the system knows of a process. */
function seen(pid: number): Pick<Look, 'rss' | 'descriptors' | 'threads'> {
  const count = (what: string): number => readdirSync(`/proc/${pid}/${what}`).length
  return { rss: residentMegabytes(pid), descriptors: count('fd'), threads: count('task') }
}

/** The lines that all batches have counted. */
async function sum(directory: string): Promise<number> {
  let all = 0
  for await (const { files } of readManifest(directory))
    for (const { path } of files) for (const line of readFileSync(path, 'utf8').split('\n')) all += Number(line)
  return all
}

/** Answers false when it has not come within a minute. */
async function until(holds: () => Promise<boolean>): Promise<boolean> {
  for (const end = Date.now() + 60_000; Date.now() < end; await sleep(500)) if (await holds()) return true
  return false
}

/** The sum over all threads; what lives of the driver's is in `heap`. */
function total({ heap, heaps }: Look, what: 'live' | 'committed'): number {
  return heaps.reduce((sum, each) => sum + (each[what] ?? 0), what === 'live' ? heap : 0)
}

function tell(isExact: boolean): void {
  const settled = looks.slice(Math.floor(looks.length * SETTLED))
  const series = (of: (look: Look) => number): Series => settled.map((look) => [look.at, of(look)])
  const growth = (of: (look: Look) => number): number =>
    Math.max(...settled.slice(settled.length >> 1).map(of)) - Math.max(...settled.slice(0, settled.length >> 1).map(of))
  const live = (look: Look): number => total(look, 'live')
  const committed = (look: Look): number => total(look, 'committed')
  const figures = {
    minutes,
    batches: looks.at(-1)?.batches ?? 0,
    'M lines': sender.sent / 1e6,
    'RSS MB': settled.at(-1)?.rss ?? Number.NaN,
    'RSS MB/h': slopePerHour(series(({ rss }) => rss)),
    // Pages of heaps are touched one by one, which takes half an hour.
    'RSS MB/h, last half': slopePerHour(series(({ rss }) => rss).slice(settled.length - (looks.length >> 1))),
    'heap MB': settled.at(-1)?.heap ?? Number.NaN,
    'heap MB/h': slopePerHour(series(({ heap }) => heap)),
    // Of all threads: what is above what lives is room that V8 takes, and what of RSS is above that lies outside of heaps.
    'live MB': live(settled.at(-1) as Look),
    'live MB/h': slopePerHour(series(live)),
    'committed MB': committed(settled.at(-1) as Look),
    'committed MB/h': slopePerHour(series(committed)),
    'outside MB/h': slopePerHour(series((look) => look.rss - committed(look))),
    descriptors: growth(({ descriptors }) => descriptors),
    threads: growth(({ threads }) => threads),
    timers: growth(({ resources }) => resources),
  }
  const goals = [
    ['each line was counted once', isExact],
    ['resident memory grows by less than 1 MB an hour', figures['RSS MB/h'] < 1],
    [
      'open files, threads and timers do not grow',
      figures.descriptors <= 0 && figures.threads <= 0 && figures.timers <= 0,
    ],
  ] as const
  console.log(figures)
  for (const [goal, held] of goals) console.log(`  ${held ? 'held  ' : 'MISSED'}  ${goal}`)
  if (options.trial) return
  const about =
    `one job for ${minutes} minutes with batches of 500 ms and a checkpoint: ${options.rate} lines/s over loopback into a log, two` +
    ' windows, a state whose keys come and go, a file sink. Memory and its slope after the first quarter; of open files, threads and' +
    ' timers, by how much the most of the last part is above the most of the part before it'
  saveResults('endurance', {
    ...{ machine: conditions, about, items: 1, goals },
    variants: { [options.master]: { median: 0, least: 0, most: 0, figures } },
  })
  writeReport()
}
