import fc from 'fast-check'

const piece = (...texts: readonly string[]): fc.Arbitrary<string> => fc.constantFrom(...texts)

const NAMES = piece('"a"', '"b"', '"t"', '"x"', '"__proto__"', '"a\\u0062"', '"\\u0061"', '"é"', '""', '"constructor"')
const NUMBERS = piece(
  ...'0 -0 1 7 -3 1.5 0.1 1e3 1E-2 2.5e+1 1e999 -1e999 123456789012345678901 9007199254740993 0.30000000000000004 5e-324'.split(
    ' ',
  ),
  ...'1e22 1e23 4.35 385045810110625309e-3 14999012476696487e-3 7988649086387776e29 2701427525611374e-23 5e22 123456789e-22 00 01 - 1. .5 1e 1e+ +1 0x1 NaN 1700000000123 10000 19999'.split(
    ' ',
  ),
)
const STRINGS = piece(
  ...'"view" "click" "v\\u0069ew" "" "é" "😀" "\\ud83d" "\\ud83d\\ude00" "\ufffd" "\\n" "\\q" "a\\"b" "\\\\" "\\u00e9"'.split(
    ' ',
  ),
  ...'"10500" "19999" "00020" "-5" "1e4" " 7 " "view " "\u0000" "\t" "__proto__" "a-text-of-more-than-sixteen-bytes"'.split(
    ' ',
  ),
  ...'"0" "9007199254740993" "123456789012345" "1234567890123456" "a,b" "open'.split(' '),
)
const SPACE = fc.oneof({ weight: 6, arbitrary: fc.constant('') }, piece(' ', '\t', '  ', '\u00a0', '\ufeff', '\v'))
const WORDS = piece('true', 'false', 'null', 'tru', 'nulls', 'undefined')

const value: fc.Memo<string> = fc.memo((depth) => {
  const flat = fc.oneof({ weight: 6, arbitrary: STRINGS }, { weight: 4, arbitrary: NUMBERS }, WORDS)
  if (depth <= 1) return flat
  const item = value(depth - 1)
  return fc.oneof(
    { weight: 8, arbitrary: flat },
    fc.array(item, { maxLength: 3 }).map((items) => `[${items.join(', ')}]`),
    fc.array(fc.tuple(NAMES, item), { maxLength: 3 }).map((all) => `{${all.map(([n, v]) => `${n}:${v}`).join(',')}}`),
    piece('[1,]', '{"a" 1}', '[', '}', '[[]]', '{"a":{}}'),
  )
})

const member = fc
  .tuple(SPACE, NAMES, SPACE, SPACE, value(3), SPACE)
  .map(([a, name, b, c, v, d]) => `${a}${name}${b}:${c}${v}${d}`)

/** A line that mostly is an object of JSON, and sometimes nearly one. */
const JSON_LINE = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(piece('"view"', '"click"', '"v\\u0069ew"', '1'), piece('"10500"', '"20000"', '30001', '"x"'), NUMBERS)
      .map(([t, b, x]) => `{"t": ${t}, "b": ${b}, "x": ${x}, "a": "k${x.length}"}`),
  },
  { weight: 8, arbitrary: fc.array(member, { maxLength: 6 }).map((all) => `{${all.join(',')}}`) },
  piece('', '{}', ' {} ', '{"a":1}x', '[]', '5', 'null', '"a"', '{"a":1,}', '{,}', '{"a"}', `{"a":${'['.repeat(70)}`),
  piece(`{"b":${'[['.repeat(40)}${']]'.repeat(40)},"a":1}`, `{"a":"${'long'.repeat(2000)}"}`, '{"a":1}\0', '{"a":"x'),
)

const cell = fc.oneof(
  { weight: 3, arbitrary: piece('view', 'click', '10500', '20000', '7', 'Oslo') },
  { weight: 2, arbitrary: piece('', ' ', '1.5', '-0', '-3.25', '1e3', '0x10', '007', 'Infinity', 'x', '.5', '5.') },
  piece(
    '"q"',
    '"a,b"',
    '"a""b"',
    '"open',
    '"x"y',
    'x"y',
    '"7"',
    '"7"8',
    '"7""8"',
    '""',
    'é',
    '\0',
    '__proto__',
    '9007199254740993',
    '0.1',
  ),
)

/** A line of four values with commas between them, or nearly. */
const CSV_LINE = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(cell, piece('10500', '20000', '7'), piece('view', '10500', '19999'), piece('1', '-0', '2.5', '1e3'))
      .map((cells) => cells.join(',')),
  },
  { weight: 9, arbitrary: fc.array(cell, { minLength: 4, maxLength: 4 }).map((cells) => cells.join(',')) },
  fc.array(cell, { maxLength: 6 }).map((cells) => cells.join(',')),
)

const bytesOf = (line: fc.Arbitrary<string>): fc.Arbitrary<Buffer> =>
  fc
    .tuple(
      fc.array(fc.tuple(line, fc.oneof({ weight: 8, arbitrary: fc.constant('\n') }, piece('\r\n', '\r', '\n\n'))), {
        maxLength: 12,
      }),
      line,
      fc.option(fc.tuple(fc.nat(200), fc.uint8Array({ minLength: 1, maxLength: 2 })), { freq: 3 }),
      fc.boolean(),
    )
    .map(([lines, last, dirt, mark]) => {
      const text = Buffer.from(`${mark ? '\ufeff' : ''}${lines.flat().join('')}${last}`)
      if (dirt === null) return text
      const at = Math.min(dirt[0], text.length)
      return Buffer.concat([text.subarray(0, at), dirt[1], text.subarray(at)])
    })

/** Texts of lines of JSON, and of values with commas, in which everything happens that can. */
export const HOSTILE = { json: bytesOf(JSON_LINE), csv: bytesOf(CSV_LINE) }
