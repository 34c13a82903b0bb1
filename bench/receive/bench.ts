import { type ChildProcess, spawn } from 'node:child_process'
import { connect } from 'node:net'
import { join } from 'node:path'
import { run, SparkContext, StreamingContext } from 'millstream'
import { TEXT_LINES } from '../generator/text.ts'
import type { Bench, Summary, Variant } from '../lib/variant.ts'
import { type Args, build, listen } from './program.ts'

/** Processes are started in the root of the repository. */
const [SENDER, JOB] = ['bench/receive/sender.ts', 'bench/receive/program.ts'].map((path) => join(process.cwd(), path))

/** Lines of a run, and how often the sender has to go through its text for them. */
const TIMES = { count: 20, functions: 5 } as const

/** A sender, and a reader of it that says how many lines it has seen; each run is one round of lines. */
async function reading(work: Args['work'], read: (port: number) => Promise<() => Promise<unknown>>): Promise<Variant> {
  const sender = spawn(process.execPath, [SENDER as string, String(TIMES[work])], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const port = Number(await firstLine(sender))
  const wanted = TIMES[work] * TEXT_LINES
  let seen = 0
  let whole = Promise.withResolvers<number>()
  listen((count) => {
    seen += count
    if (seen >= wanted) whole.resolve(seen)
  })
  const stop = await read(port)
  return {
    run: async () => {
      seen = 0
      whole = Promise.withResolvers()
      sender.stdin?.write('go\n')
      return { answer: await whole.promise }
    },
    close: async () => {
      await stop()
      sender.kill()
    },
  }
}

const firstLine = (child: ChildProcess): Promise<string> =>
  new Promise((resolve) => child.stdout?.once('data', (bytes) => resolve(String(bytes))))

const told = (count: number): void => (globalThis as any)[Symbol.for('millstream.bench.receive')](count)

/** What no program can do with fewer steps: read into one buffer again and again, and count the ends of lines. */
const raw = () =>
  reading('count', async (port) => {
    const onread = {
      buffer: Buffer.allocUnsafeSlow(256 * 1024),
      callback(length: number, buffer: Uint8Array): boolean {
        const bytes = Buffer.from(buffer.buffer, buffer.byteOffset, length)
        let count = 0
        for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) count++
        told(count)
        return true
      },
    }
    const socket = connect({ host: '127.0.0.1', port, onread })
    return async () => socket.destroy()
  })

const script = (work: Args['work'], master: string) => () =>
  reading(work, async (port) => {
    const ssc = new StreamingContext(new SparkContext(master, 'receive'), 50)
    build(ssc, { port, work })
    await ssc.start()
    return () => ssc.stop()
  })

const module = (work: Args['work'], master: string) => () =>
  reading(work, async (port) => {
    const job = await run(JOB as string, { master, args: { port, work } })
    return async () => job.stop()
  })

const ratio = (figures: ReadonlyMap<string, Summary>, a: string, b: string): number =>
  (figures.get(b)?.median ?? Number.NaN) / (figures.get(a)?.median ?? Number.NaN)

export const RECEIVE: Bench = {
  about: 'lines of 100 bytes from another process over loopback, counted in batches of 50 ms',
  items: TIMES.count * TEXT_LINES,
  variants: {
    'onread and indexOf': raw,
    'script, local': script('count', 'local'),
    'script, local[2]': script('count', 'local[2]'),
    'job, local[2]': module('count', 'local[2]'),
  },
  goals: (figures) => [
    ['half of the bare loop', ratio(figures, 'script, local', 'onread and indexOf') >= 0.5],
    [
      '5 M lines a second',
      (0.001 * (TIMES.count * TEXT_LINES)) / (figures.get('script, local')?.median ?? Number.NaN) >= 5,
    ],
  ],
  rounds: 5,
}

export const RECEIVE_FUNCTIONS: Bench = {
  about: 'the same, with a function of the user that splits each line into words',
  items: TIMES.functions * TEXT_LINES,
  variants: {
    'script, local': script('functions', 'local'),
    'script, local[2]': script('functions', 'local[2]'),
    'job, local[2]': module('functions', 'local[2]'),
  },
  goals: (figures) => [
    ['a thread that reads does not cost more than it saves', ratio(figures, 'script, local[2]', 'script, local') >= 1],
    ['two threads are 1.5 times as fast as one', ratio(figures, 'job, local[2]', 'script, local') >= 1.5],
  ],
  rounds: 5,
}
