import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type CsvOptions, csvParser } from './csv.ts'
import { jsonParser } from './json.ts'

const message = (f: () => unknown): string => {
  try {
    f()
  } catch (error) {
    return (error as Error).message.replace(/ \([^()]*:\d+\)/, '')
  }
  return 'nothing was thrown'
}

test('values that were written with quotes are read as they were', () => {
  const value = fc.string({ unit: fc.constantFrom('"', ',', ';', ' ', 'a', 'é', '😀') })
  fc.assert(
    fc.property(
      fc.array(value, { minLength: 1, maxLength: 4 }),
      fc.constantFrom(',', ';', ', '),
      (values, separator) => {
        const parse = csvParser({ columns: values.map((_, i) => `c${i}`), separator })
        const line = values.map((v) => `"${v.replaceAll('"', '""')}"`).join(separator)
        assert.deepEqual(Object.values(parse(line) as object), values)
      },
    ),
  )
})

test('a line that is wrong says how', () => {
  const parse = csvParser({ columns: ['a', 'b'] })
  assert.equal(
    message(() => parse('x')),
    "'x' is a line of 1 values, and there are 2 columns",
  )
  assert.equal(
    message(() => parse('"x')),
    `'"x' is a line with a quote that is not closed`,
  )
  assert.equal(
    message(() => parse('"x"y,z')),
    `'"x"y,z' is a line with a text behind a quote`,
  )
})

test('options that are wrong say how', () => {
  const wrong = (options: unknown): string => message(() => csvParser(options as CsvOptions))
  const rows: readonly (readonly [unknown, string])[] = [
    [undefined, 'the columns are undefined. Use a list of at least one name.'],
    [{ columns: [] }, 'the columns are []. Use a list of at least one name.'],
    [{ columns: {} }, 'the columns are []. Use a list of at least one name.'],
    [{ columns: ['a', 'a'] }, "the columns name twice 'a'. Use each name once."],
    [{ columns: { a: 'date' } }, "column a holds 'date'. Use 'text' or 'number'."],
    [{ columns: { 1: 'text' } }, "a column is called '1'. Use a name that is no number."],
    [{ columns: ['a'], separator: '"' }, "the separator is '\"'. Use one without quotes."],
    [{ columns: ['a'], separator: '' }, "the separator is ''. Use a text with at least one character."],
    [{ columns: ['a'], invalid: 'drop' }, "invalid is 'drop'. Use 'fail' or 'skip'."],
  ]
  for (const [options, said] of rows) assert.equal(wrong(options), `E_ARGUMENT at csv: ${said}`)
})

test('names are properties of their own, whatever they are', () => {
  const row = csvParser({ columns: ['__proto__', 'constructor'] })('1,2')
  assert.deepEqual(Object.entries(row as object), [
    ['__proto__', '1'],
    ['constructor', '2'],
  ])
  const parse = jsonParser({ fields: ['__proto__', 'constructor', 'x'] })
  assert.deepEqual(Object.entries(parse('{"__proto__": 1, "x": 2}') as object), [
    ['__proto__', 1],
    ['constructor', undefined],
    ['x', 2],
  ])
})
