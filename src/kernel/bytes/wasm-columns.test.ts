import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { HOSTILE } from '../../../test/engine/hostile-lines.ts'
import { csvParser } from '../../rdd/declared/csv.ts'
import { type Column, TEXT, valueAt } from './columns.ts'
import { TextBlock } from './text-block.ts'
import { type RowFormat, WasmColumns } from './wasm-columns.ts'
import { compiled } from './wasm-words.ts'
import { MOST_WORDS } from './word-table.ts'

const COMPILED = fileURLToPath(new URL('columns.wasm', import.meta.url))
const code = existsSync(COMPILED) ? compiled(readFileSync(COMPILED)) : undefined
const options = { skip: code === undefined && 'columns.wasm is not built' }

const reading = (format: RowFormat): WasmColumns => {
  const reader = new WasmColumns(code as object, 7)
  reader.setFormat(format)
  return reader
}

/** Of each line the values of `n` fields, or its text when it is in doubt. */
function rowsOf(reader: WasmColumns, block: TextBlock, n: number): (unknown[] | string)[] {
  const rows: (unknown[] | string)[] = []
  reader.feed(block)
  for (let count = reader.read(); count > 0; count = reader.read())
    for (let row = 0; row < count; row++)
      rows.push(
        reader.doubts[row] === 1
          ? reader.line(row)
          : reader.columns.slice(0, n).map((column) => valueAt(column as Column, row)),
      )
  return rows
}

const NAMES = ['a', 'b', 't', 'x', '__proto__', 'é']
const JSON_FORMAT: RowFormat = {
  kind: 'json',
  fields: NAMES.map((name) => ({ name, use: name === 'b' ? 'decimal' : 'text' })),
}

const object = (line: string): unknown[] => {
  const made = JSON.parse(line)
  return NAMES.map((name) => (Object.hasOwn(made, name) ? made[name] : undefined))
}

test('what is read of a line of JSON is what JSON.parse says of it', options, () => {
  const reader = reading(JSON_FORMAT)
  let [read, all] = [0, 0]
  fc.assert(
    fc.property(HOSTILE.json, (text) => {
      const block = new TextBlock(text)
      const rows = rowsOf(reader, block, NAMES.length)
      const lines = block.lines()
      assert.equal(rows.length, lines.length)
      for (const [i, line] of lines.entries()) {
        const row = rows[i]
        assert.deepEqual(row, typeof row === 'string' ? line : object(line))
        all++
        if (typeof row !== 'string') read++
      }
    }),
    { numRuns: 1000 },
  )
  assert.ok(read > all / 8, `only ${read} of ${all} lines were read`)
})

const parse = csvParser({ columns: { a: 'text', b: 'text', t: 'text', x: 'number' } })

const values = (line: string): unknown[] => {
  const { a, t, x } = parse(line) as Record<string, unknown>
  return [a, t, x]
}

test('what is read of a line of values is what the parser says of it', options, () => {
  const places = ['text', undefined, 'decimal', 'number'] as const
  const reader = reading({ kind: 'csv', separator: 0x2c, places })
  let [read, all] = [0, 0]
  fc.assert(
    fc.property(HOSTILE.csv, (text) => {
      const block = new TextBlock(text)
      const rows = rowsOf(reader, block, 3)
      for (const [i, line] of block.lines().entries()) {
        const row = rows[i]
        assert.deepEqual(row, typeof row === 'string' ? line : values(line))
        all++
        if (typeof row !== 'string') read++
      }
    }),
    { numRuns: 1000 },
  )
  assert.ok(read > all / 16, `only ${read} of ${all} lines were read`)
})

test('lines may be anywhere, longer than the input, and without an end', options, () => {
  const reader = reading(JSON_FORMAT)
  const long = `{"a":"${'x'.repeat(300_000)}"}`
  const lines = Array.from({ length: 9000 }, (_, i) => `{"x":${i},"a":"${'y'.repeat(i % 90)}"}`)
  lines.splice(5000, 0, long)
  for (const end of ['\n', '\r\n', '\r']) {
    const text = Buffer.from(lines.join(end))
    const rows = rowsOf(reader, new TextBlock(text), NAMES.length)
    assert.equal(rows.length, lines.length)
    assert.equal(rows[5000], long)
    assert.deepEqual(rows.at(-1), object(lines.at(-1) as string))
    const found = rowsOf(reader, new TextBlock(text).having(Buffer.from('7,')), NAMES.length)
    assert.deepEqual(found, lines.filter((line) => line.includes('7,')).map(object))
  }
})

test('a dictionary that is full says so, and goes on when it is cleared', options, () => {
  const reader = reading({ kind: 'json', fields: [{ name: 'a', use: 'text' }] })
  const n = MOST_WORDS + 1000
  reader.feed(new TextBlock(Buffer.from(Array.from({ length: n }, (_, i) => `{"a":"${i.toString(36)}"}\n`).join(''))))
  let [row, cleared] = [0, 0]
  for (;;) {
    const count = reader.read()
    if (count === 0 && !reader.isFull) break
    if (count === 0) {
      reader.clear()
      cleared++
    }
    for (let i = 0; i < count; i++, row++) {
      assert.equal(reader.columns[0]?.kinds[i], TEXT)
      if (row % 1000 === 0) assert.equal(valueAt(reader.columns[0] as Column, i), row.toString(36))
    }
  }
  assert.deepEqual([row, cleared, reader.generation], [n, 1, 1])
})

test('bytes that are no text are left in doubt, in each row, because other bytes become the same text', options, () => {
  const reader = reading({ kind: 'json', fields: [{ name: 'a', use: 'text' }] })
  const line = (...bytes: number[]) => Buffer.concat([Buffer.from('{"a":"x'), Buffer.from(bytes), Buffer.from('"}\n')])
  const lines = [line(0xff), line(0xfe), line(0xc3, 0xa9), line(0xff), line(0xef, 0xbf, 0xbd)]
  const block = new TextBlock(Buffer.concat(lines))
  assert.deepEqual(rowsOf(reader, block, 1), [
    '{"a":"x\ufffd"}',
    '{"a":"x\ufffd"}',
    ['xé'],
    '{"a":"x\ufffd"}',
    ['x\ufffd'],
  ])
})

test('equal texts have one id, whether they were read or put in', options, () => {
  const reader = reading({ kind: 'json', fields: [{ name: 'a', use: 'text' }] })
  reader.feed(new TextBlock(Buffer.from('{"a":"é"}\n{"a":"b"}\n{"a":"\\u00e9"}\n{"a":"\u00e9"}')))
  assert.equal(reader.read(), 4)
  assert.deepEqual([...reader.doubts.subarray(0, 4)], [0, 0, 1, 0])
  reader.set(0, 2, JSON.parse(reader.line(2)).a)
  const { ids, kinds } = reader.columns[0] as Column
  assert.deepEqual([...kinds.subarray(0, 4)], [TEXT, TEXT, TEXT, TEXT])
  assert.deepEqual([ids[0], ids[3], reader.idOf('é'), reader.idOf('b')], [ids[2], ids[2], ids[2], ids[1]])
  for (const value of ['\ud83d', 'long'.repeat(2000), { a: 1 }, true, null, undefined, -0, Number.NaN]) {
    reader.set(0, 1, value)
    assert.deepEqual(valueAt(reader.columns[0] as Column, 1), value)
  }
})
