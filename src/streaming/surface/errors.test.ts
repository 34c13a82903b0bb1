import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Bench, bench, collected } from './table.test.ts'

const add = (a: number, b: number): number => a + b

const AT_ONCE: readonly { name: string; build: (b: Bench) => unknown; message: string }[] = [
  {
    name: 'a window that is not a multiple of the slide',
    build: (b) => b.input([]).window('2500ms'),
    message:
      'E_WINDOW_NOT_MULTIPLE at window: the window is 2500 ms but inputStream-0 slides by 1000 ms. Use a window of 3000 ms.',
  },
  {
    name: 'a slide that is not a multiple of the slide of a windowed parent',
    build: (b) => b.input([]).window('4s', '2s').countByWindow('4s', '3s'),
    message:
      'E_WINDOW_NOT_MULTIPLE at countByWindow: the slide is 3000 ms but window-0 slides by 2000 ms. Use a slide of 4000 ms.',
  },
  {
    name: 'a window of nothing',
    build: (b) => b.input([]).reduceByKeyAndWindow(add, 0),
    message:
      'E_DURATION: window cannot be read from 0. Use a whole number of milliseconds above zero, or text such as 10s.',
  },
  {
    name: 'streams of different slides',
    build: (b) => b.input([]).join(b.input([]).window('2s', '2s')),
    message:
      'E_SLIDES_DIFFER at join: the slide of inputStream-0 is 1000 ms and that of window-0 is 2000 ms. Give both the same slide, for example by a window.',
  },
  {
    name: 'streams of different contexts',
    build: (b) => b.input([]).union(bench().input([])),
    message:
      'E_CONTEXT_MISMATCH at union: inputStream-0 and inputStream-0 belong to different contexts. Make both streams from one StreamingContext.',
  },
  {
    name: 'something else than a function',
    build: (b) => b.input([]).transform('rdd' as any),
    message: "E_NOT_A_FUNCTION at transform: transform was given 'rdd' where it needs a function. Pass a function.",
  },
  {
    name: 'an async function where records may not wait',
    build: (b) => b.input([]).reduce((async (a: number) => a) as any),
    message:
      'E_ASYNC_FUNCTION at reduce: reduce was given an async function, and its records may not wait. Use mapAsync(f, { concurrency, ordered }) or foreachAsync(f) for I/O.',
  },
  {
    name: 'no partitions',
    build: (b) => b.input([]).groupByKey(0),
    message: 'E_ARGUMENT at groupByKey: groupByKey was asked for 0 partitions. Use a whole number of at least 1.',
  },
]

for (const { name, build, message } of AT_ONCE)
  test(`${name} is refused at once`, () => {
    const error = thrown(() => build(bench()))
    if (message.startsWith('E_DURATION')) assert.equal(error.code, 'E_DURATION')
    else assert.equal(withoutLine(error.message), message)
  })

const IN_A_BATCH: typeof AT_ONCE = [
  {
    name: 'transform answers no RDD',
    build: (b) => b.input([[1]]).transform(() => null as any),
    message:
      'E_TRANSFORM_NULL at transform: the function answered null in the batch of 1000 ms. Answer an RDD; for no records, answer sc.emptyRDD().',
  },
  {
    name: 'transform throws',
    build: (b) =>
      b.input([[1]]).transform(() => {
        throw new Error('oh')
      }),
    message: 'E_USER_FUNCTION at transform: oh (batch of 1000 ms).',
  },
  {
    name: 'transform without an RDD',
    build: (b) => b.input([null]).transform((rdd) => rdd),
    message:
      'E_NO_RDD at transform: inputStream-0 (inputStream) has no RDD at 1000 ms. Have its source answer an empty RDD for batches without data.',
  },
  {
    name: 'union without an RDD',
    build: (b) => b.input([[1]]).union(b.input([null])),
    message:
      'E_NO_RDD at union: inputStream-1 (inputStream) has no RDD at 1000 ms. Have its source answer an empty RDD for batches without data.',
  },
  {
    name: 'join without an RDD',
    build: (b) => b.input([null]).join(b.input([[1]])),
    message:
      'E_NO_RDD at join: inputStream-0 (inputStream) has no RDD at 1000 ms. Have its source answer an empty RDD for batches without data.',
  },
  {
    name: 'a filter that drops a key whose values are still in the window',
    build: (b) =>
      b.input([[['a', 1]], [], []]).reduceByKeyAndWindow(
        add,
        (a: number, c: number) => a - c,
        '2s',
        '1s',
        1,
        () => false,
      ),
    message:
      "E_INVERSE at reduceByKeyAndWindow: values of key 'a' left the window, but the window before had no such key. Let filter drop only keys without values in the window, and inverse undo exactly what reduce did.",
  },
]

for (const { name, build, message } of IN_A_BATCH)
  test(`${name}: the batch fails`, async () => {
    const b = bench()
    collected(build(b) as any)
    const error = await b.run(3).then(
      () => assert.fail('nothing was thrown'),
      (e: unknown) => e as Error,
    )
    assert.equal(withoutLine(error.message), message)
  })

function thrown(f: () => unknown): Error & { code?: string } {
  try {
    f()
  } catch (error) {
    return error as Error
  }
  return assert.fail('nothing was thrown')
}

const withoutLine = (message: string): string => message.replaceAll(/ \([\w.-]+:\d+\)/g, '')
