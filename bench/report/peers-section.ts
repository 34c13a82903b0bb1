import { median } from '../lib/statistics.ts'
import type { Held } from '../peers/load.ts'
import type { JobResults, PeerResults, Run } from '../peers/results.ts'
import type { Found } from '../peers/search.ts'
import type { Slid } from '../peers/slides.ts'
import type { Started } from '../peers/start.ts'
import { conditions } from './bench-section.ts'
import { over, short, table } from './table.ts'

const ABOUT: Readonly<Record<JobResults['job'], string>> = {
  grep: 'lines of 100 bytes over loopback; how many hold a word that one in a hundred has',
  wordcount:
    'words of lines of 100 bytes over loopback, counted over 30 s each second, with the inverse where there is one',
  yahoo:
    'the Yahoo Streaming Benchmark: events of 254 bytes of JSON over loopback, of which views are counted by campaign and' +
    ' window of 10 s; what changed is told each second',
  windows:
    'the greatest value of each of 4000 keys over 300 batches, again at each batch; batches come as fast as they are done',
  empty: 'word count batches of a socket that is silent',
  start:
    'from the start of the process of Grep, at 100 ms a batch, until its first count is out; memory of all its processes',
  chain: 'five map and filter over a million numbers and their sum, as an RDD on one thread',
}

const founds = ({ runs }: PeerResults): Found[] => runs.flatMap((run) => ('load' in run ? [run.load] : []))
const chains = ({ runs }: PeerResults): number[] => runs.flatMap((run) => ('chain' in run ? [run.chain.best] : []))
const heldAt = (peer: PeerResults, name: string): Held[] => founds(peer).flatMap(({ at }) => at[name] ?? [])

/** The rate of a run; one that failed scores nothing. */
const rates = ({ runs }: PeerResults): number[] => runs.map((run) => ('load' in run ? run.load.best : 0))

function loadTable(peers: readonly PeerResults[]): string {
  const ours = median(rates(peers[0] as PeerResults))
  const rows = peers.map((peer) => [
    peer.title,
    over(rates(peer)),
    short(ours / median(rates(peer))),
    over(heldAt(peer, '80 %').flatMap(({ latency }) => latency?.p50 ?? [])),
    over(heldAt(peer, '80 %').flatMap(({ latency }) => latency?.p99 ?? [])),
    over(heldAt(peer, 'common').flatMap(({ latency }) => latency?.p99 ?? [])),
    over(heldAt(peer, '80 %').flatMap(({ cpuSecondsPerMillionLines }) => cpuSecondsPerMillionLines ?? [])),
    `${peer.warmup} s`,
    peer.guarantee,
  ])
  const latencies = ['p50 at 80 %, ms', 'p99 at 80 %, ms', 'p99 at the common rate, ms']
  return table(
    [
      'system',
      'sustainable lines/s',
      `${peers[0]?.title} ÷ this`,
      ...latencies,
      'CPU s per M lines',
      'warm-up',
      'promise',
    ],
    rows,
  )
}

/** By interval, over the runs that have come so far down. */
function quietTable(peers: readonly PeerResults[]): string {
  const rows = peers.flatMap((peer) => {
    const all = peer.runs.flatMap((run) => ('quiet' in run ? run.quiet : []))
    return [...new Set(all.map(({ interval }) => interval))].map((interval) => {
      const runs = all.filter((quiet) => quiet.interval === interval)
      return [
        peer.title,
        `${interval} ms`,
        `${runs.filter(({ stable }) => stable).length} of ${runs.length}`,
        over(runs.map(({ latency }) => latency.p50)),
        over(runs.map(({ latency }) => latency.p99)),
        over(runs.map(({ cpuMsPerBatch }) => cpuMsPerBatch)),
      ]
    })
  })
  return table(['system', 'interval', 'runs that keep up', 'p50, ms', 'p99, ms', 'CPU ms a batch'], rows)
}

const chainTable = (peers: readonly PeerResults[]): string =>
  table(
    ['system', 'items/s', `${peers[0]?.title} ÷ this`],
    peers.map((peer) => [
      peer.title,
      over(chains(peer)),
      short(median(chains(peers[0] as PeerResults)) / median(chains(peer))),
    ]),
  )

const slids = ({ runs }: PeerResults): Slid[] => runs.flatMap((run) => ('slides' in run ? [run.slides] : []))

function slidesTable(peers: readonly PeerResults[]): string {
  const ours = slids(peers[0] as PeerResults)
  const times = (figure: 'median' | 'cpu', runs: readonly Slid[]): string =>
    short(median(runs.map((run) => run[figure])) / median(ours.map((run) => run[figure])))
  return table(
    ['system', 'ms a slide', `this ÷ ${peers[0]?.title}`, 'CPU ms a slide', `this ÷ ${peers[0]?.title}`],
    peers.map((peer) => {
      const runs = slids(peer)
      const [time, cpu] = (['median', 'cpu'] as const).map((figure) => over(runs.map((run) => run[figure])))
      return [peer.title, time ?? '', times('median', runs), cpu ?? '', times('cpu', runs)]
    }),
  )
}

const starts = ({ runs }: PeerResults): Started[] => runs.flatMap((run) => ('start' in run ? [run.start] : []))

function startTable(peers: readonly PeerResults[]): string {
  const ours = median(starts(peers[0] as PeerResults).map(({ firstResult }) => firstResult))
  return table(
    ['system', 'first result, ms', `this ÷ ${peers[0]?.title}`, 'MB then', 'MB after 10 s idle'],
    peers.map((peer) => {
      const first = starts(peer).map(({ firstResult }) => firstResult)
      return [
        peer.title,
        over(first),
        short(median(first) / ours),
        over(starts(peer).map(({ memory }) => memory)),
        over(starts(peer).map(({ idleMemory }) => idleMemory)),
      ]
    }),
  )
}

const failures = (peers: readonly PeerResults[]): string[] =>
  peers.flatMap(({ title, runs }) =>
    runs.flatMap((run: Run) => ('failed' in run ? [`- ${title} scored nothing: ${run.failed.split('\n')[0]}`] : [])),
  )

const flags = (peer: PeerResults): string => {
  const pairs = (record: Readonly<Record<string, string>>): string =>
    Object.entries(record)
      .map(([key, value]) => `${key} ${value}`)
      .join(', ')
  return `- ${peer.title}: ${pairs(peer.versions)}; \`${pairs(peer.flags)}\``
}

/** When runs were made: rounds may be days apart, and lie on either side of changes to the engine. */
function dates(peers: readonly PeerResults[]): string {
  const all = peers.flatMap(({ runs }) => runs.map(({ machine }) => machine.date)).sort()
  return `Runs from ${all[0]} to ${all.at(-1)}.`
}

/** What else the machine did, told by its load when runs began. What ran here before leaves up to 2 or so. */
function loads(peers: readonly PeerResults[]): string {
  const starts = peers.flatMap(({ runs }) => runs.map(({ machine }) => machine.load[0] ?? 0))
  const note = Math.max(...starts) > 3 ? ' **Others used the machine: these figures are for trying the harness.**' : ''
  return `Load when runs began: ${over(starts)}.${note}`
}

/** A job of `npm run bench:peers`. */
export function peersSection({ job, interval, pace, peers }: JobResults): string {
  const all = Object.values(peers).filter(({ runs }) => runs.length > 0)
  const machine = all[0]?.runs[0]?.machine
  const rounds = Math.max(...all.map(({ runs }) => runs.length))
  const trial = rounds < 5 || pace.seconds < 60 ? ' **A trial: the rule is five rounds and phases of 60 s.**' : ''
  const tables = {
    grep: loadTable,
    wordcount: loadTable,
    yahoo: loadTable,
    empty: quietTable,
    windows: slidesTable,
    chain: chainTable,
    start: startTable,
  }
  return [
    `## Beside real engines: ${job}`,
    `What it does: ${ABOUT[job]}${job === 'grep' ? `; a result each ${interval} ms` : ''}. Rounds: ${rounds}; a phase takes ${pace.seconds} s; rates are found to within` +
      ` ${pace.tolerance * 100} %${pace.common > pace.most ? '' : `; the common rate is ${short(pace.common)} lines/s`}.${trial}` +
      (machine === undefined ? '' : ` ${conditions(machine)} ${dates(all)} ${loads(all)}`),
    tables[job](all),
    [...failures(all), ...all.map(flags)].join('\n'),
  ].join('\n\n')
}
