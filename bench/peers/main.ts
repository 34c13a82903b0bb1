/**
 * `npm run bench:peers [-- options]`: install the real engines, run the same jobs on all of them, and keep the results.
 *
 *   --jobs grep,yahoo,start,…   --peers millstream,spark,…   --rounds 5   --seconds 60   --tolerance 0.02
 *   --interval 1000   ms between the results of grep     --keep   add to results that are there, if the pace is the same
 *   --trial           keep no results                        --no-latency   leave out the phases at which latencies are compared
 *   --begin 500000    where the first search begins, when a rate near the answer is known
 *
 * `npm run bench:peers -- nexmark` is another program: see bench/nexmark/peers.ts.
 *
 * Rounds are interleaved: each round runs every peer once. Results are saved after each run.
 */
import { parseArgs } from 'node:util'
import { machine } from '../lib/machine.ts'
import { loadResults, saveResults } from '../lib/results.ts'
import { writeReport } from '../report/write.ts'
import { chain } from './chain.ts'
import { type Held, load } from './load.ts'
import { type Work, workOf } from './loads.ts'
import type { Pace } from './pace.ts'
import { JOBS, type Job, type LoadJob, type Peer, type ProgramJob } from './peer.ts'
import { PEERS } from './peers.ts'
import { ROOT } from './places.ts'
import { quiet } from './quiet.ts'
import type { JobResults, PeerResults, Run } from './results.ts'
import { type Begin, search } from './search.ts'
import { slides } from './slides.ts'
import { start } from './start.ts'

if (process.argv[2] === 'nexmark') {
  const { nexmarkPeers } = await import('../nexmark/peers.ts')
  await nexmarkPeers(process.argv.slice(2))
  process.exit(0)
}

const { values: options } = parseArgs({
  options: {
    jobs: { type: 'string', default: JOBS.join(',') },
    peers: { type: 'string', default: PEERS.map(({ name }) => name).join(',') },
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '60' },
    warmup: { type: 'string' },
    tolerance: { type: 'string', default: '0.02' },
    most: { type: 'string', default: '12000000' },
    common: { type: 'string', default: '20000' },
    interval: { type: 'string', default: '1000' },
    keep: { type: 'boolean', default: false },
    trial: { type: 'boolean', default: false },
    latency: { type: 'boolean', default: true },
    begin: { type: 'string' },
  },
  allowNegative: true,
})

const jobs = JOBS.filter((job) => options.jobs.split(',').includes(job))
const peers = PEERS.filter(({ name }) => options.peers.split(',').includes(name))
const paceOf = (peer: Peer): Pace => ({
  seconds: Number(options.seconds),
  warmup: Number(options.warmup ?? peer.warmup),
  tolerance: Number(options.tolerance),
  most: Number(options.most),
  common: Number(options.common),
  latency: options.latency,
})

const works = new Map<LoadJob, Work>()
function work(job: LoadJob): Work {
  const made = works.get(job) ?? workOf(job)
  works.set(job, made)
  return made
}

const programOf = (peer: Peer, job: Job): Peer['jobs'][ProgramJob] => peer.jobs[job === 'start' ? 'grep' : job]

/** Rounds after the first begin where an earlier one ended, with steps as fine as the answer is to be. */
function beginOf(peer: Peer, before: readonly Run[]): Begin {
  const found = before.flatMap((run) => ('load' in run && run.load.best > 0 ? [run.load.best] : [])).at(-1)
  const known = found ?? (options.begin === undefined ? undefined : Number(options.begin))
  if (known === undefined) return { rate: peer.startRate, step: 2 }
  return { rate: known, step: 1 + Number(options.tolerance) }
}

async function measure(peer: Peer, job: Job, before: readonly Run[]): Promise<Run> {
  const command = programOf(peer, job) as NonNullable<ReturnType<typeof programOf>>
  const conditions = machine()
  try {
    if (job === 'chain') return { machine: conditions, chain: await chain(command, paceOf(peer)) }
    if (job === 'windows') return { machine: conditions, slides: await slides(command, paceOf(peer)) }
    if (job === 'empty') return { machine: conditions, quiet: await quiet(command, paceOf(peer)) }
    if (job === 'start') return { machine: conditions, start: await start(command, work('grep').argument) }
    const open = () => load(work(job), command, intervalOf(job))
    return { machine: conditions, load: await search(open, beginOf(peer, before), paceOf(peer), trace) }
  } catch (error) {
    console.log(error)
    return { machine: conditions, failed: withoutPlaces(error as Error) }
  }
}

const trace = ({ rate, kept, why, cpuSecondsPerMillionLines }: Held): void => {
  const cpu = cpuSecondsPerMillionLines === undefined ? '' : `, CPU ${cpuSecondsPerMillionLines.toFixed(2)} s a M lines`
  console.log(`  ${String(rate).padStart(9)} lines/s ${kept ? 'kept    ' : 'not kept'}  ${why.split('\n')[0]}${cpu}`)
}

const resultsOf = (peer: Peer): PeerResults => ({
  title: peer.title,
  versions: peer.versions(),
  flags: peer.flags,
  guarantee: peer.guarantee,
  warmup: paceOf(peer).warmup,
  runs: [],
})

for (const peer of peers) {
  peer.install()
  console.log(`${peer.title}\n  ${JSON.stringify(peer.versions())}\n  ${JSON.stringify(peer.flags)}`)
}
for (const job of jobs) {
  const taking = peers.filter((peer) => programOf(peer, job) !== undefined)
  const name = `peers-${job}${intervalOf(job) === 1000 ? '' : `-${intervalOf(job)}ms`}`
  const results = begin(job, name, taking)
  for (let round = 1; round <= Number(options.rounds); round++)
    for (const peer of taking) {
      const runs = results.peers[peer.name]?.runs ?? []
      const run = await measure(peer, job, runs)
      runs.push(run)
      console.log(`${job} ${round}: ${peer.title}: ${brief(run)}`)
      if (options.trial) continue
      saveResults(name, results)
      writeReport()
    }
}

/** Only grep may have another: a slide of WordCount is a second, and `empty` tries intervals of its own. */
function intervalOf(job: Job): number {
  return job === 'grep' ? Number(options.interval) : 1000
}

function begin(job: Job, name: string, taking: readonly Peer[]): JobResults {
  const pace = paceOf(taking[0] as Peer)
  const before = options.keep ? loadResults<JobResults>(name) : undefined
  for (const key of ['seconds', 'tolerance'] as const)
    if (before !== undefined && before.pace[key] !== pace[key])
      throw new Error(`${name}.json was measured with --${key} ${before.pace[key]}; leave --keep out to begin anew`)
  const added = Object.fromEntries(
    taking.filter(({ name }) => before?.peers[name] === undefined).map((peer) => [peer.name, resultsOf(peer)]),
  )
  return { job, interval: intervalOf(job), pace, peers: { ...before?.peers, ...added } }
}

/** The first line of an error; the rest, which may name the machine and its folders, is only printed. */
function withoutPlaces(error: Error): string {
  return error.message.split('\n')[0]?.replaceAll(ROOT, '') ?? ''
}

function brief(run: Run): string {
  if ('failed' in run) return `FAILED ${run.failed.slice(0, 400)}`
  if ('chain' in run) return `${(run.chain.best / 1e6).toFixed(1)} M items/s`
  if ('slides' in run) return `${run.slides.median.toFixed(2)} ms a slide, ${run.slides.cpu.toFixed(2)} ms of CPU`
  if ('start' in run) return `first result after ${Math.round(run.start.firstResult)} ms`
  if ('load' in run) return `${run.load.best} lines/s`
  const stable = run.quiet.filter((quiet) => quiet.stable).at(-1)
  return `stable down to ${stable?.interval} ms, ${stable?.cpuMsPerBatch.toFixed(2)} ms of CPU a batch`
}
