import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { OPENED } from '../peers/flink/peer.ts'
import { classPath, installJava, jarVersion } from '../peers/maven.ts'
import { CACHE, javaVersion } from '../peers/places.ts'
import type { Event } from './events.ts'
import { type FeedOptions, secondsOf } from './feed.ts'
import { BEGIN } from './generator.ts'
import type { QueryName } from './rows.ts'

/** Functions on objects, or SQL. */
export type Api = 'stream' | 'sql'

const NAME = 'flink-nexmark'
const FILE = `${CACHE}/${NAME}/events.tsv`
const HEAP = '-Xmx8g'

export const FLAGS =
  `parallelism 2, object reuse, heap state, ${HEAP}, no checkpoints; SQL with mini-batches of 2 s or 50,000 rows;` +
  ' legacy source functions, whose records cost least'

export const versions = (): string => `Flink ${jarVersion(NAME, 'flink-core')}, Java ${javaVersion()}`

export const install = (): void => installJava(NAME, [fileURLToPath(new URL('flink', import.meta.url))])

/** What a query answered, and events a second of CPU time that it then took through. */
export interface FlinkRun {
  readonly sum: number
  readonly rate: number
}

/** One JVM that runs query after query over events in its memory. */
export class Flink {
  readonly #child: ChildProcess
  readonly #feed: FeedOptions
  readonly #warm: number
  #said: string[] = []
  #answer: PromiseWithResolvers<readonly number[]> = Promise.withResolvers()

  private constructor(feed: FeedOptions, warm: number) {
    this.#feed = feed
    this.#warm = warm
    const args = [FILE, BEGIN, feed.seconds, warm * feed.rate].map(String)
    this.#child = spawn('java', [...OPENED, HEAP, '-cp', classPath(NAME), 'Nexmark', ...args])
    process.once('exit', () => this.#child.kill('SIGKILL'))
    this.#child.once('exit', (code) =>
      this.#answer.reject(new Error(`Flink ended with ${code}:\n${this.#said.slice(-30).join('\n')}`)),
    )
    createInterface(this.#child.stdout as NodeJS.ReadableStream).on('line', (line) => this.#hear(line))
    createInterface(this.#child.stderr as NodeJS.ReadableStream).on('line', (line) => this.#said.push(line))
  }

  /** Resolves when the events are in memory. `warm`: seconds of events that warm a job up. */
  static async start(feed: FeedOptions, warm: number): Promise<Flink> {
    write(secondsOf(feed))
    const flink = new Flink(feed, warm)
    await flink.#answer.promise
    rmSync(FILE)
    return flink
  }

  /** The query over the first events, and then over all: the difference is what the others cost when it is warm. */
  async run(api: Api, query: QueryName): Promise<FlinkRun> {
    this.#answer = Promise.withResolvers()
    this.#child.stdin?.write(`${api} ${query}\n`)
    const [sum = Number.NaN, all = Number.NaN, first = Number.NaN] = await this.#answer.promise
    // Where noise is more than the difference, the run counts as fast and not as slow.
    const seconds = Math.max(0, all - first) / 1e9
    return { sum, rate: (this.#feed.rate * (this.#feed.seconds - this.#warm)) / seconds }
  }

  end(): void {
    this.#child.removeAllListeners('exit').kill()
  }

  #hear(line: string): void {
    if (/^(READY|RUN) /.test(line)) this.#answer.resolve(line.split(' ').slice(1).map(Number))
    else this.#said.push(line)
  }
}

/** A line for each event, its fields between tabs. */
function write(seconds: readonly (readonly Event[])[]): void {
  mkdirSync(`${CACHE}/${NAME}`, { recursive: true })
  const file = openSync(FILE, 'w')
  for (const events of seconds) writeSync(file, events.map(lineOf).join(''), null, 'latin1')
  closeSync(file)
}

function lineOf(e: Event): string {
  return `${fieldsOf(e).join('\t')}\n`
}

function fieldsOf(e: Event): readonly (string | number)[] {
  switch (e.kind) {
    case 'person':
      return [e.kind, e.time, e.id, e.name, e.email, e.card, e.city, e.state]
    case 'auction':
      return [e.kind, e.time, e.id, e.item, e.description, e.initialBid, e.reserve, e.expires, e.seller, e.category]
    default:
      return [e.kind, e.time, e.auction, e.bidder, e.price, e.channel, e.url, e.extra]
  }
}
