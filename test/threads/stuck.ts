import { once } from 'node:events'
import { existsSync, writeFileSync } from 'node:fs'
import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads'
import { batchJob, type RDD, type SparkContext } from '../../src/index.ts'

export interface Args {
  readonly program: string
  /** Name of the channel on which a function says that it is about to hang. */
  readonly channel: string
  /** A path where nothing is at first: what is done once leaves a file there. */
  readonly mark: string
}

interface Hanging {
  /** Tell the test that a function hangs from here on. */
  arrive(): void
  /** Resolves when a function has said so. */
  arrived(): Promise<unknown>
  once(): boolean
  /** Tell the test, and come back when it says so. */
  waitForTest(): void
}

type Program = (sc: SparkContext, hanging: Hanging) => Promise<unknown>

const numbers = (sc: SparkContext, n = 8): RDD<number> => sc.parallelize([...Array(n).keys()], 2)

function hang(): never {
  for (;;) {}
}

/** Programs in which a function does not come back, by name. */
const PROGRAMS: Readonly<Record<string, Program>> = {
  'an endless loop': (sc, { arrive }) =>
    numbers(sc)
      .map((x) => {
        if (x !== 5) return x
        arrive()
        return hang()
      })
      .collect(),
  'an endless loop once': (sc, { arrive, once }) =>
    numbers(sc, 800)
      .map((x) => {
        if (x !== 555 || !once()) return x
        arrive()
        return hang()
      })
      .reduce((a, b) => a + b),
  'a regular expression': (sc, { arrive }) =>
    sc
      .parallelize(['aaa', `${'a'.repeat(60)}!`, 'b'], 2)
      .filter((text) => {
        if (text.length > 50) arrive()
        return /^(a+)+$/.test(text)
      })
      .collect(),
  'a wait for nobody': (sc, { arrive }) =>
    numbers(sc)
      .filter((x) => {
        if (x !== 2) return true
        arrive()
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
        return false
      })
      .collect(),
  'promises that starve all others': (sc, { arrive }) =>
    numbers(sc)
      .mapAsync(
        async (x) => {
          if (x !== 6) return x
          arrive()
          for (;;) await undefined
        },
        { concurrency: 1 },
      )
      .collect(),
  'an item of a flatMap': (sc, { arrive }) =>
    numbers(sc, 4)
      .flatMap((x) => [x, x * 10, x * 100])
      .filter((x) => {
        if (x !== 20) return true
        arrive()
        return hang()
      })
      .map((x) => x + 1)
      .collect(),
  'a generator': (sc, { arrive }) =>
    numbers(sc, 4)
      .mapPartitions(function* (xs) {
        for (const x of xs) {
          yield x
          if (x !== 2) continue
          arrive()
          hang()
        }
      })
      .map((x) => x * 2)
      .collect(),
  'a function of a whole partition, at its end': (sc, { arrive }) =>
    numbers(sc, 4)
      .mapPartitions((xs) => {
        const all = [...xs]
        if (!all.includes(3)) return all
        arrive()
        return hang()
      })
      .collect(),
  'a reduce function': (sc, { arrive }) =>
    numbers(sc)
      .map((x): [string, number] => [x % 2 === 0 ? 'even' : 'odd', x])
      .reduceByKey((a, b) => {
        if (b !== 7) return a + b
        arrive()
        return hang()
      })
      .sortByKey()
      .collect(),
  'two records': (sc, { arrive }) =>
    numbers(sc)
      .map((x) => {
        if (x !== 4 && x !== 6) return x
        arrive()
        return hang()
      })
      .collect(),
  'one job of two': async (sc, { arrive }) => {
    const stuck = numbers(sc)
      .map((x) => {
        if (x !== 5) return x
        arrive()
        return hang()
      })
      .collect()
      .then(String, (error: Error) => error.message.slice(0, 7))
    const others: number[] = []
    for (let i = 0; i < 20; i++)
      others.push(
        await numbers(sc, i)
          .filter((x) => x % 2 === 0)
          .count(),
      )
    return [await stuck, others]
  },
  'a slow function': (sc, { waitForTest }) =>
    numbers(sc)
      .map((x) => {
        if (x === 5) waitForTest()
        return x
      })
      .count(),
  'a job without end that is cancelled': async (sc, { arrive, arrived }) => {
    const abort = new AbortController()
    const endless = numbers(sc, 2)
      .mapPartitions(function* () {
        arrive()
        for (;;) yield 1
      })
      .count({ signal: abort.signal })
    arrived().then(() => abort.abort('enough'))
    const cancelled = await endless.catch(({ code }) => code)
    return [cancelled, await numbers(sc, 4).collect()]
  },
  'a job that is cancelled': async (sc, { arrive, arrived }) => {
    const abort = new AbortController()
    // One partition: the clock goes on while it hangs, and another task would seem to stand still as well.
    const endless = sc
      .parallelize([1], 1)
      .map(() => {
        arrive()
        return hang()
      })
      .collect({ signal: abort.signal })
    arrived().then(() => abort.abort('enough'))
    const cancelled = await endless.catch(({ code }) => code)
    return [cancelled, await numbers(sc, 4).collect()]
  },
}

export default batchJob(
  'stuck',
  { conf: { 'millstream.stuck.deadline': '1s' } },
  (sc, { program, channel, mark }: Args) => {
    return (PROGRAMS[program] as Program)(sc, {
      arrive() {
        new BroadcastChannel(channel).postMessage(program)
      },
      waitForTest() {
        const answers: unknown = new BroadcastChannel(`${channel} answer`)
        new BroadcastChannel(channel).postMessage(program)
        while (receiveMessageOnPort(answers as MessagePort) === undefined) {}
      },
      async arrived() {
        const arrivals = new BroadcastChannel(channel)
        await once(arrivals, 'message')
        arrivals.close()
      },
      once() {
        if (existsSync(mark)) return false
        writeFileSync(mark, '')
        return true
      },
    })
  },
)
