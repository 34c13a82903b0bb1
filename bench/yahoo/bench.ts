import { field, type RDD, SparkContext, tuple } from 'millstream'
import { ManualClock, MemoryFiles } from 'millstream/testing'
import { filter, from, map, reduce } from 'rxjs'
import { Schedule } from '../generator/schedule.ts'
import type { Bench, Summary, Variant } from '../lib/variant.ts'
import { add, type Counts, count } from './by-hand.ts'
import { type Columns, countColumns } from './by-hand-columns.ts'
import { advertisements, CAMPAIGNS, EVENTS, eventsOf, setTimes, WINDOW } from './events.ts'
import { Expert } from './expert.ts'
import { yahooTruthOf } from './truth.ts'

/** An event as JSON.parse gives it, with what is used of it; without JSON its time is a number. */
interface Event<T = string> {
  readonly ad_id: string
  readonly event_type: string
  readonly event_time: T
}

type Counted = readonly [campaign: string, window: number, views: number]

const START = 1_700_000_005_000
/** So the events of the block fill two windows and parts of two more. */
const RATE = 8000
const OBJECTS = 1_000_000

const table = advertisements()
const campaigns: ReadonlyMap<string, string> = new Map(table.map(({ ad, campaign }) => [ad, campaign]))
const names = [...new Set(campaigns.values())]
const numbers: ReadonlyMap<string, number> = new Map(names.map((name, number) => [name, number]))

const block = eventsOf(EVENTS)
setTimes(block, 0, EVENTS, (i) => START + (i / RATE) * 1000)

/** The counts that are right, with the events at this rate, as text. */
function expectedOf(events: number, rate: number): string {
  const schedule = new Schedule()
  schedule.begin(0, START, rate)
  const truth = yahooTruthOf(block)
  const windows = new Set(
    Array.from({ length: 100 }, (_, i) => Math.floor((START + (i * events * 10) / rate) / WINDOW)),
  )
  return JSON.stringify([...windows].map((window) => [window, truth.countsIn(window, events, schedule)]))
}

/** `right`, or an error: a wrong result has no speed. */
function checked(counted: Iterable<Counted>, expected: string): string {
  const windows = new Map<number, number[]>()
  for (const [campaign, window, views] of counted) {
    const counts = windows.get(window) ?? new Array<number>(CAMPAIGNS).fill(0)
    counts[numbers.get(campaign) ?? -1] = views
    windows.set(window, counts)
  }
  const found = JSON.stringify([...windows].toSorted(([a], [b]) => a - b))
  if (found !== expected) throw new Error(`wrong counts: ${found.slice(0, 300)}\nand not ${expected.slice(0, 300)}`)
  return 'right'
}

const flat = (windows: Counts): Counted[] =>
  [...windows].flatMap(([window, counts]) => [...counts].map(([campaign, views]): Counted => [campaign, window, views]))

const expectedOfBlock = expectedOf(EVENTS, RATE)

const ofBlock = (run: () => Iterable<Counted> | Promise<Iterable<Counted>>) => async (): Promise<Variant> => ({
  run: async () => ({ answer: checked(await run(), expectedOfBlock) }),
})

/** The engine on one thread, over a file of one partition in memory. */
const onLines = (run: (lines: RDD<string>) => Promise<Iterable<Counted>>) => async (): Promise<Variant> => {
  const files = new MemoryFiles(new ManualClock())
  files.write('/events', block.bytes)
  const sc = new SparkContext({ master: 'local', appName: 'yahoo', environment: { files } })
  const lines = sc.textFile('/events', 1)
  return { run: async () => ({ answer: checked(await run(lines), expectedOfBlock) }), close: () => sc.stop() }
}

const sum = (a: number, b: number): number => a + b

/** The pipeline of the benchmark with functions of the user, from events to counts. */
async function lambdas<T extends string | number>(events: RDD<Event<T>>): Promise<Counted[]> {
  const counts = await events
    .filter((event) => event.event_type === 'view')
    .map((event) => [event.ad_id, Number(event.event_time)] as const)
    .map(([ad, time]) => [campaigns.get(ad) as string, Math.floor(time / WINDOW)] as const)
    .map((key) => [key, 1] as const)
    .reduceByKey(sum)
    .collect()
  return counts.map(([[campaign, window], views]) => [campaign, window, views])
}

/** The same with operators that say what they do. */
async function declared<T extends string | number>(events: RDD<Event<T>>): Promise<Counted[]> {
  const counts = await events
    .filter(field('event_type').equals('view'))
    .map(tuple(field('ad_id').lookup(campaigns), field('event_time').windowStart(WINDOW)))
    .countByValue()
  return [...counts].map(([[campaign, start], views]) => [campaign as string, start / WINDOW, views])
}

const rx = (events: Iterable<Event<string | number>> | readonly string[], parse: boolean): Counted[] => {
  let counted: Counts = new Map()
  from(events as readonly any[])
    .pipe(
      map((event): Event => (parse ? JSON.parse(event) : event)),
      filter((event) => event.event_type === 'view'),
      map((event) => ({ campaign: campaigns.get(event.ad_id) as string, time: Number(event.event_time) })),
      reduce((counts: Counts, { campaign, time }) => {
        add(counts, Math.floor(time / WINDOW), campaign)
        return counts
      }, new Map()),
    )
    .subscribe((counts) => {
      counted = counts
    })
  return flat(counted)
}

const linesOfBlock = (): string[] => {
  const lines = block.bytes.toString('latin1').split('\n')
  lines.pop()
  return lines
}

const rate = (figures: ReadonlyMap<string, Summary>, name: string, items: number): number =>
  (items / (figures.get(name)?.median ?? Number.NaN)) * 1000
const ratio = (figures: ReadonlyMap<string, Summary>, a: string, b: string): number =>
  rate(figures, a, 1) / rate(figures, b, 1)

export const YAHOO_JSON: Bench = {
  about:
    'the Yahoo Streaming Benchmark with JSON: 200 thousand events of 254 bytes in memory, views counted by campaign and' +
    ' window of 10 s; one thread',
  items: EVENTS,
  rounds: 5,
  seconds: 1.5,
  variants: {
    'by hand, JSON.parse': ofBlock(() => {
      const windows: Counts = new Map()
      count(linesOfBlock(), campaigns, windows)
      return flat(windows)
    }),
    'by hand, on bytes': ofBlock(() => {
      const job = new Expert(table)
      job.count(block.bytes, 0, block.bytes.length)
      return [...job.windows].flatMap(([window, counts]) =>
        [...counts].map((views, campaign): Counted => [names[campaign] as string, window, views]),
      )
    }),
    RxJS: ofBlock(() => rx(linesOfBlock(), true)),
    'millstream, lambdas': onLines((lines) => lambdas(lines.map((line): Event => JSON.parse(line)))),
    'millstream, declared': onLines((lines) => declared(lines.json({ fields: ['ad_id', 'event_type', 'event_time'] }))),
  },
  goals: (figures) => [
    ['declared: at least 2 M events a second', rate(figures, 'millstream, declared', EVENTS) >= 2e6],
    ['declared: at least 0.7 of bytes by hand', ratio(figures, 'millstream, declared', 'by hand, on bytes') >= 0.7],
    [
      'lambdas: at least 0.8 of JSON.parse by hand',
      ratio(figures, 'millstream, lambdas', 'by hand, JSON.parse') >= 0.8,
    ],
  ],
}

const TYPES = ['view', 'click', 'purchase']
const timeOf = (i: number): number => Math.floor(START + i / 40)

/** What a generator in the same process makes: objects whose texts are those of the tables. */
const objects = (): Event<number>[] =>
  Array.from({ length: OBJECTS }, (_, i) => ({
    ad_id: table[block.ads[i % EVENTS] as number]?.ad as string,
    event_type: block.isView[i % EVENTS] === 1 ? 'view' : (TYPES[1 + (i % 2)] as string),
    event_time: timeOf(i),
  }))

const ofObjects =
  (run: (events: Event<number>[]) => Iterable<Counted>): (() => Promise<Variant>) =>
  async () => {
    const [events, expected] = [objects(), expectedOf(OBJECTS, 40_000)]
    return { run: () => ({ answer: checked(run(events), expected) }) }
  }

const columnsOf = (): Columns => ({
  ads: Uint16Array.from({ length: OBJECTS }, (_, i) => block.ads[i % EVENTS] as number),
  types: Uint8Array.from({ length: OBJECTS }, (_, i) => (block.isView[i % EVENTS] === 1 ? 0 : 1 + (i % 2))),
  times: Float64Array.from({ length: OBJECTS }, (_, i) => timeOf(i)),
})

type Run = (events: RDD<Event<number>>) => Promise<Iterable<Counted>>

/** The engine on one thread, over events that `make` makes in its process. */
const onEvents = (make: (sc: SparkContext) => RDD<Event<number>>) => (run: Run) => async (): Promise<Variant> => {
  const [sc, expected] = [new SparkContext('local', 'yahoo'), expectedOf(OBJECTS, 40_000)]
  const events = make(sc)
  return { run: async () => ({ answer: checked(await run(events), expected) }), close: () => sc.stop() }
}

const onObjects = onEvents((sc) => sc.parallelize(objects(), 1))

const onColumns = onEvents((sc) => {
  const { ads, types, times } = columnsOf()
  const ad_id = { texts: table.map(({ ad }) => ad), ids: ads }
  return sc.columns({ ad_id, event_type: { texts: TYPES, ids: types }, event_time: times }, 1)
})

export const YAHOO_OBJECTS: Bench = {
  about:
    'the Yahoo Streaming Benchmark without JSON: a million events as objects or columns of this process, views counted by' +
    ' campaign and window of 10 s; one thread',
  items: OBJECTS,
  rounds: 5,
  seconds: 1.5,
  variants: {
    'by hand, objects': ofObjects((events) => {
      const windows: Counts = new Map()
      for (const { ad_id, event_type, event_time } of events)
        if (event_type === 'view') add(windows, Math.floor(event_time / WINDOW), campaigns.get(ad_id) as string)
      return flat(windows)
    }),
    'by hand, columns': async () => {
      const [columns, expected] = [columnsOf(), expectedOf(OBJECTS, 40_000)]
      return { run: () => ({ answer: checked(countColumns(columns, names), expected) }) }
    },
    RxJS: ofObjects((events) => rx(events, false)),
    'millstream, lambdas': onObjects(lambdas),
    'millstream, declared': onColumns(declared),
    'millstream, lambdas on columns': onColumns(lambdas),
    'millstream, declared on objects': onObjects(declared),
  },
  goals: (figures) => [
    ['lambdas on objects: at least 8 M events a second', rate(figures, 'millstream, lambdas', OBJECTS) >= 8e6],
    ['declared on columns: at least 35 M events a second', rate(figures, 'millstream, declared', OBJECTS) >= 35e6],
    ['declared: at least 0.7 of columns by hand', ratio(figures, 'millstream, declared', 'by hand, columns') >= 0.7],
    ['lambdas: at least 0.8 of objects by hand', ratio(figures, 'millstream, lambdas', 'by hand, objects') >= 0.8],
  ],
}
