import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { DStream } from '../../src/index.ts'
import { TestRun, type TestRunOptions } from '../../src/testing/index.ts'

/** What `print` writes of one batch, to the character. The block ends in an empty line: printing adds the last line end. */
async function printed(
  records: readonly unknown[],
  print: (stream: DStream<any>) => void,
  options: TestRunOptions = {},
): Promise<string> {
  await using run = new TestRun({ partitions: 3, ...options })
  print(run.input(records).stream)
  await run.tick()
  await run.stop()
  assert.equal(run.printed.length, 1)
  return `${run.printed[0]}\n`
}

const words = ['to', 'be', 'or', 'not']

test('the block of Scala and Java', async () => {
  assert.equal(
    await printed(
      [
        ['hello', 1],
        ['world', 2],
      ],
      (s) => s.print(),
      { start: 1_400_000_000_000 - 1000 },
    ),
    `-------------------------------------------
Time: 1400000000000 ms
-------------------------------------------
(hello,1)
(world,2)

`,
  )
})

test('the block of Python', async () => {
  await inZone('UTC', async () =>
    assert.equal(
      await printed(
        [
          ['hello', 1],
          ['world', 2],
        ],
        (s) => s.pprint(),
        { start: Date.UTC(2014, 9, 14, 15, 25, 20) },
      ),
      `-------------------------------------------
Time: 2014-10-14 15:25:21
-------------------------------------------
('hello', 1)
('world', 2)

`,
    ),
  )
})

const LINE = '-'.repeat(43)

const COUNTS: readonly [
  what: string,
  num: number | undefined,
  records: readonly unknown[],
  lines: readonly string[],
][] = [
  ['as many as there are', 4, words, words],
  ['more than there are', 5, words, words],
  ['one fewer than there are', 3, words, ['to', 'be', 'or', '...']],
  ['one of many', 1, words, ['to', '...']],
  ['one of one', 1, ['to'], ['to']],
  ['none of some', 0, words, ['...']],
  ['none of none', 0, [], []],
  ['ten by default', undefined, Array(10).fill('x'), Array(10).fill('x')],
  ['ten by default, of eleven', undefined, Array(11).fill('x'), [...Array(10).fill('x'), '...']],
  ['an empty batch', undefined, [], []],
]

for (const [what, num, records, lines] of COUNTS)
  test(`print and pprint show ${what}`, async () => {
    const rest = [LINE, ...lines, '', ''].join('\n')
    assert.equal(await printed(records, (s) => s.print(num)), `${LINE}\nTime: 1000 ms\n${rest}`)
    const python = await inZone('UTC', () => printed(records, (s) => s.pprint(num)))
    assert.equal(python, `${LINE}\nTime: 1970-01-01 00:00:01\n${rest}`)
  })

test('print takes one record more than it shows, and computes no more partitions than it needs', async () => {
  let computed = 0
  const stream = (s: DStream<any>): DStream<any> =>
    s.map((x) => {
      computed++
      return x
    })
  await printed(words, (s) => stream(s).print(2), { partitions: 1 })
  assert.equal(computed, 3)
})

test('records of partitions are printed in their order', async () => {
  const numbers = Array.from({ length: 9 }, (_, i) => i)
  assert.equal(await printed(numbers, (s) => s.print()), `${LINE}\nTime: 1000 ms\n${LINE}\n${numbers.join('\n')}\n\n`)
})

const ZONES: readonly [zone: string, summer: string, winter: string][] = [
  ['UTC', '2025-07-01 09:30:00', '2025-01-01 09:30:00'],
  ['Europe/Paris', '2025-07-01 11:30:00', '2025-01-01 10:30:00'],
  ['America/Los_Angeles', '2025-07-01 02:30:00', '2025-01-01 01:30:00'],
  ['Asia/Kolkata', '2025-07-01 15:00:00', '2025-01-01 15:00:00'],
  ['Pacific/Kiritimati', '2025-07-01 23:30:00', '2025-01-01 23:30:00'],
]

for (const [zone, ...expected] of ZONES)
  test(`pprint tells the time of ${zone}`, async () => {
    const times = [Date.UTC(2025, 6, 1, 9, 30), Date.UTC(2025, 0, 1, 9, 30)]
    for (const [n, time] of times.entries())
      assert.equal(await inZone(zone, () => timeLine(time, 1000)), `Time: ${expected[n]}`)
  })

const FRACTIONS: readonly [interval: number, fraction: string][] = [
  [1, '.001000'],
  [20, '.020000'],
  [500, '.500000'],
  [999, '.999000'],
]

for (const [interval, fraction] of FRACTIONS)
  test(`pprint shows microseconds for a batch at ${interval} ms of a second, print milliseconds`, async () => {
    assert.equal(await inZone('UTC', () => timeLine(interval, interval)), `Time: 1970-01-01 00:00:00${fraction}`)
    const block = await printed([], (s) => s.print(), { interval })
    assert.equal(block.split('\n')[1], `Time: ${interval} ms`)
  })

/** The line of the time of the batch at `time`. */
const timeLine = async (time: number, interval: number): Promise<string> =>
  (await printed([], (s) => s.pprint(), { interval, start: time - interval })).split('\n')[1] ?? ''

async function inZone<R>(zone: string, work: () => Promise<R>): Promise<R> {
  const before = process.env.TZ
  process.env.TZ = zone
  try {
    return await work()
  } finally {
    if (before === undefined) delete process.env.TZ
    else process.env.TZ = before
  }
}

const RECORDS: readonly [record: unknown, scala: string, python: string][] = [
  ['a b', 'a b', 'a b'],
  ['', '', ''],
  [3, '3', '3'],
  [2.5, '2.5', '2.5'],
  [true, 'true', 'True'],
  [null, 'null', 'None'],
  [['a', 1], '(a,1)', "('a', 1)"],
  [['a', ['b', 2]], '(a,(b,2))', "('a', ('b', 2))"],
  [['a'], '(a)', "('a',)"],
  [['k', undefined], '(k,undefined)', "('k', None)"],
  [["it's", false], "(it's,false)", `("it's", False)`],
  ['two\nlines', 'two\\nlines', 'two\\nlines'],
]

for (const [record, scala, python] of RECORDS)
  test(`the record ${JSON.stringify(record)} is printed as ${scala} by Scala, as ${python} by Python`, async () => {
    const recordOf = (block: string): string | undefined => block.split('\n')[3]
    assert.equal(recordOf(await printed([record], (s) => s.print())), scala)
    assert.equal(recordOf(await printed([record], (s) => s.pprint())), python)
  })
