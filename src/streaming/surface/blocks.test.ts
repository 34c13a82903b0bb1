import assert from 'node:assert/strict'
import { test } from 'node:test'
import { batchPath, blockOf, localTime, pythonText, scalaText } from './blocks.ts'

test('a block has a line, the time, a line, the records, and an empty line', () => {
  const line = '-'.repeat(43)
  assert.equal(blockOf('1000 ms', ['a', 'b', 'c'], 2, scalaText), `${line}\nTime: 1000 ms\n${line}\na\nb\n...\n`)
  assert.equal(blockOf('1000 ms', [], 2, scalaText), `${line}\nTime: 1000 ms\n${line}\n`)
})

test('records read as Scala prints them', () => {
  const cycle: unknown[] = []
  cycle.push(cycle)
  assert.deepEqual(
    [
      'a b',
      'x\n\u001b[2J',
      1.5,
      10n,
      true,
      null,
      undefined,
      ['a', 1],
      [
        ['a', 'b'],
        [1, 2],
      ],
      { a: 1 },
      new Date(0),
    ].map((r) => scalaText(r)),
    [
      'a b',
      'x\\n\\u001b[2J',
      '1.5',
      '10',
      'true',
      'null',
      'undefined',
      '(a,1)',
      '((a,b),(1,2))',
      '{ a: 1 }',
      '1970-01-01T00:00:00.000Z',
    ],
  )
  assert.match(scalaText(cycle), /^\({16}<ref \*1> .*\){16}$/)
})

test('records read as Python prints them', () => {
  assert.deepEqual(
    ['a', ['a', 1], ['a'], ["it's", 'say "it\'s"'], [true, null], [['a', 'b'], 2], ['back\\slash\n'], 3].map(
      pythonText,
    ),
    [
      'a',
      "('a', 1)",
      "('a',)",
      `("it's", 'say "it\\'s"')`,
      '(True, None)',
      "(('a', 'b'), 2)",
      "('back\\\\slash\\n',)",
      '3',
    ],
  )
})

test('local time shows microseconds only when there are any', () => {
  const at = (ms: number) => new Date(2026, 2, 1, 9, 5, 7, ms).getTime()
  assert.equal(localTime(at(0)), '2026-03-01 09:05:07')
  assert.equal(localTime(at(40)), '2026-03-01 09:05:07.040000')
})

test('files of a batch are named by prefix, time and suffix', () => {
  assert.equal(batchPath('out', 'txt', 1000), 'out-1000.txt')
  assert.equal(batchPath('out', '', 1000), 'out-1000')
  assert.equal(batchPath('', undefined, 1000), '1000')
  assert.equal(batchPath(null, 'txt', 1000), '1000.txt')
})
