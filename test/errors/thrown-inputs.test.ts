import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { Connection } from '../../src/connect/network.ts'
import { type DStream, type InputSource, Receiver } from '../../src/index.ts'
import { LineLogger } from '../../src/kernel/log.ts'
import { TestRun } from '../../src/testing/index.ts'
import { anonymous, type Row, row } from './row.ts'
import { THINGS } from './thrown-things.ts'

interface Given {
  readonly run: TestRun
  /** Throws while the row is armed. */
  readonly fail: () => void
}

/** What a row looks at, and what makes it fail or not. */
interface Input {
  readonly stream: DStream<any>
  /** Bring new data, or the like, that has the function of the row called in the two batches that follow. */
  readonly stir: (armed: boolean) => unknown
  /** What the two batches then hold, if nothing fails. */
  readonly good: readonly unknown[]
}

/** What goes wrong outside of batches is told in the log; the stream goes on, and nothing that comes later is lost. */
function goesOn(rows: readonly Row<Given>[]): void {
  const source = readFileSync(fileURLToPath(import.meta.url), 'utf8').split('\n')
  rows.forEach(({ name, program, message, line }, i) => {
    test(name, async () => {
      const lines: string[] = []
      const environment = { logger: new LineLogger((text) => lines.push(text)) }
      await using run = new TestRun({ conf: { 'spark.streaming.receiverRestartDelay': '1s' }, environment })
      const armed: unknown[] = []
      const fail = (): void => {
        if (armed.length > 0) throw armed[0]
      }
      const { stream, stir, good } = (await program({ run, fail })) as Input
      const seen = run.collect(stream).batches
      const go = async (): Promise<unknown[]> => {
        const before = seen.length
        await stir(armed.length > 0)
        await tick(run, 2)
        return seen.slice(before).flat()
      }
      await tick(run, 2)
      for (const thing of THINGS) {
        lines.length = 0
        armed.push(thing.make())
        await go()
        armed.pop()
        const told = lines.flatMap((text) => text.match(/E_USER_FUNCTION.*/) ?? [])
        const text = anonymous(
          new Error([...new Set(told)].join('\n')),
          source,
          line,
          rows[i + 1]?.line ?? source.length,
        )
        assert.equal(
          text,
          message.replace('THROWN', () => thing.text),
          thing.name,
        )
        assert.deepEqual(await go(), good, `after ${thing.name}`)
      }
    })
  })
}

/** Batches, with a turn of the event loop before each; those that fail are looked at elsewhere. */
async function tick(run: TestRun, n: number): Promise<void> {
  for (let i = 0; i < n; i++) {
    await run.network.idle()
    await new Promise(setImmediate)
    await run.tick().catch(() => {})
  }
}

/** A receiver of functions that is started again by each `stir`. */
class Fragile extends Receiver<string> {
  readonly #onStart: (store: () => void) => any
  readonly #onStop: () => any

  constructor(onStart: (store: () => void) => any, onStop: () => any = () => {}) {
    super()
    this.#onStart = onStart
    this.#onStop = onStop
  }

  onStart(): any {
    return this.#onStart(() => this.store('x'))
  }

  onStop(): any {
    return this.#onStop()
  }

  again(): void {
    if (this.isStarted()) this.restart('again', undefined, 500)
  }
}

/** A server in memory. With each `stir` it sends `b`; or it ends the connection, and sends `a` to each that connects. */
async function served(run: TestRun, ends = false): Promise<Pick<Input, 'stir' | 'good'>> {
  const peers: Connection[] = []
  await run.network.listen({ host: 'localhost', port: 1 }, (peer) => {
    peers.push(peer)
    if (ends) peer.write('a')
    return {}
  })
  return { stir: () => (ends ? peers.at(-1)?.end() : peers.at(-1)?.write('b')), good: [ends ? 'a' : 'b'] }
}

const texts = (bytes: Uint8Array): string[] => [new TextDecoder().decode(bytes)]

function listened(run: TestRun): Input {
  const { stream, push } = run.input<string>()
  return { stream, stir: () => push(['x']), good: ['x'] }
}

const sourced = (stream: DStream<any>): Input => ({ stream, stir: () => {}, good: ['x', 'x'] })

const computing = (run: TestRun): InputSource<string> => ({ compute: () => run.sc.parallelize(['x'], 1) })

/** A file that is written anew, whenever `stir` is called or only when it has to fail. */
async function written(run: TestRun, always: boolean): Promise<Pick<Input, 'stir' | 'good'>> {
  await run.files.makeDirectory('/in')
  const stir = async (armed: boolean): Promise<void> => {
    if (!armed && !always) return
    await run.files.remove('/in/file')
    await tick(run, 1)
    run.files.write('/in/file', 'x')
  }
  return { stir, good: ['x'] }
}

goesOn([
  row(
    'onStart of a receiver',
    ({ run, fail }) => {
      const receiver = new Fragile((store) => {
        fail()
        store()
      })
      return { stream: run.ssc.receiverStream(receiver), stir: () => receiver.again(), good: ['x'] }
    },
    'E_USER_FUNCTION at receiverStream (here): THROWN (onStart).',
  ),
  row(
    'onStart of a receiver that waits',
    ({ run, fail }) => {
      const receiver = new Fragile(async (store) => {
        fail()
        store()
      })
      return { stream: run.ssc.receiverStream(receiver), stir: () => receiver.again(), good: ['x'] }
    },
    'E_USER_FUNCTION at receiverStream (here): THROWN (onStart).',
  ),
  row(
    'onStop of a receiver',
    ({ run, fail }) => {
      const receiver = new Fragile((store) => store(), fail)
      return { stream: run.ssc.receiverStream(receiver), stir: () => receiver.again(), good: ['x'] }
    },
    'E_USER_FUNCTION at receiverStream (here): THROWN (onStop).',
  ),
  row(
    'onStop of a receiver that waits',
    ({ run, fail }) => {
      const receiver = new Fragile(
        (store) => store(),
        async () => fail(),
      )
      return { stream: run.ssc.receiverStream(receiver), stir: () => receiver.again(), good: ['x'] }
    },
    'E_USER_FUNCTION at receiverStream (here): THROWN (onStop).',
  ),
  row(
    'the converter of socketStream',
    async ({ run, fail }) => ({
      stream: run.ssc.socketStream('localhost', 1, (bytes) => {
        fail()
        return texts(bytes)
      }),
      ...(await served(run)),
    }),
    'E_USER_FUNCTION at socketStream (here): THROWN (while bytes were decoded).',
  ),
  row(
    'the converter of socketStream, while what it answered is read',
    async ({ run, fail }) => ({
      stream: run.ssc.socketStream('localhost', 1, function* (bytes) {
        fail()
        yield* texts(bytes)
      }),
      ...(await served(run)),
    }),
    'E_USER_FUNCTION at socketStream (here): THROWN (while bytes were decoded).',
  ),
  row(
    'the maker of a decoder',
    async ({ run, fail }) => ({
      stream: run.ssc.socketStream('localhost', 1, {
        create: () => {
          fail()
          return { decode: texts }
        },
      }),
      ...(await served(run, true)),
    }),
    'E_USER_FUNCTION at socketStream (here): THROWN (while a decoder was made).',
  ),
  row(
    'the end of a decoder',
    async ({ run, fail }) => ({
      stream: run.ssc.socketStream('localhost', 1, {
        create: () => ({
          decode: texts,
          end: () => {
            fail()
            return []
          },
        }),
      }),
      ...(await served(run, true)),
    }),
    'E_USER_FUNCTION at socketStream (here): THROWN (while bytes were decoded).',
  ),
  row(
    'the refusal of a decoder',
    async ({ run, fail }) => ({
      stream: run.ssc.socketStream('localhost', 1, {
        create: () => ({
          decode: texts,
          get refusal() {
            fail()
            return undefined
          },
        }),
      }),
      ...(await served(run)),
    }),
    'E_USER_FUNCTION at socketStream (here): THROWN (while bytes were decoded).',
  ),
  row(
    'a listener',
    ({ run, fail }) => {
      run.ssc.addStreamingListener({ onBatchCompleted: fail })
      return listened(run)
    },
    'E_USER_FUNCTION at addStreamingListener (here): THROWN (onBatchCompleted).',
  ),
  row(
    'a listener that waits',
    ({ run, fail }) => {
      run.ssc.addStreamingListener({ onBatchStarted: async () => fail() })
      return listened(run)
    },
    'E_USER_FUNCTION at addStreamingListener (here): THROWN (onBatchStarted).',
  ),
  row(
    'a listener whose callback cannot be read',
    ({ run, fail }) => {
      run.ssc.addStreamingListener({
        get onBatchSubmitted() {
          fail()
          return () => {}
        },
      })
      return listened(run)
    },
    'E_USER_FUNCTION at addStreamingListener (here): THROWN (onBatchSubmitted).',
  ),
  row(
    'the allocate of an input',
    ({ run, fail }) => sourced(run.ssc.inputStream({ ...computing(run), allocate: fail })),
    'E_USER_FUNCTION at inputStream (here): THROWN (allocate).',
  ),
  row(
    'the forget of an input',
    ({ run, fail }) => sourced(run.ssc.inputStream({ ...computing(run), forget: fail })),
    'E_USER_FUNCTION at inputStream (here): THROWN (forget).',
  ),
  row(
    'the filter of a stream of files',
    async ({ run, fail }) => ({
      stream: run.ssc.textFileStream('/in', {
        newFilesOnly: false,
        trackBy: 'name',
        filter: () => {
          fail()
          return true
        },
      }),
      ...(await written(run, false)),
    }),
    "E_USER_FUNCTION at textFileStream (here): THROWN (file '/in/file').",
  ),
  row(
    'the read of a stream of files',
    async ({ run, fail }) => ({
      stream: run.ssc.fileStream('/in', {
        newFilesOnly: false,
        trackBy: 'name',
        read: (path, sc) => {
          fail()
          return sc.textFile(path)
        },
      }),
      ...(await written(run, true)),
    }),
    "E_USER_FUNCTION at fileStream (here): THROWN (file '/in/file').",
  ),
])

test('an input that cannot start: the program is told, and another one runs', async () => {
  for (const thing of THINGS) {
    const thrown = thing.make()
    await using run = new TestRun()
    const start = (): never => {
      throw thrown
    }
    run.collect(run.ssc.inputStream({ start, compute: () => undefined }))
    await assert.rejects(run.tick(), (error: Error) => {
      assert.match(error.message, /^E_USER_FUNCTION at inputStream \(thrown-inputs\.test\.ts:\d+\): /)
      assert.ok(error.message.endsWith(`: ${thing.text} (while it was started).`), error.message)
      return Object.is(error.cause, thrown)
    })
    await using next = new TestRun()
    const { batches } = next.collect(next.input(['x']).stream)
    await next.tick()
    assert.deepEqual(batches, [['x']])
  }
})
