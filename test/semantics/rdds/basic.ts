import { contains } from '../../../src/index.ts'
import { type Case, pairs, parts } from './case.ts'

/** Operators that look at one record at a time. */
export const BASIC: readonly Case[] = [
  { name: 'map', input: [1, 2, 3], operate: (r) => r.map((x) => x * 2), layout: parts([2], [4, 6]) },
  { name: 'map of an empty RDD', operate: (r) => r.map((x) => x), layout: parts([], []) },
  { name: 'map of an RDD without partitions', operate: (_r, _o, sc) => sc.emptyRDD().map((x) => x), layout: [] },
  {
    name: 'map may answer undefined, null and NaN',
    input: [0, 1, 2],
    operate: (r) => r.map((i) => [undefined, null, Number.NaN][i]),
    records: [undefined, null, Number.NaN],
    order: 'exact',
  },
  {
    name: 'map is told the record alone',
    input: [5],
    operate: (r) => r.map((...all: unknown[]) => all.length),
    records: [1],
  },
  {
    name: 'flatMap',
    input: ['to be', 'or not'],
    operate: (r) => r.flatMap((line) => line.split(' ')),
    layout: parts(['to', 'be'], ['or', 'not']),
  },
  {
    name: 'flatMap of a string gives its characters',
    input: ['ab'],
    operate: (r) => r.flatMap((word) => word.slice(0)),
    records: ['a', 'b'],
  },
  { name: 'flatMap to nothing', input: [1, 2], operate: (r) => r.flatMap(() => []), layout: parts([], []) },
  {
    name: 'flatMap takes any iterable',
    input: [2, 3],
    operate: (r) =>
      r.flatMap(function* (n) {
        for (let i = 0; i < n; i++) yield i
      }),
    records: [0, 1, 0, 1, 2],
    order: 'exact',
  },
  {
    name: 'flatMap of something that is no iterable',
    input: [1],
    operate: (r) => r.flatMap((x) => x + 1),
    error: 'E_USER_FUNCTION',
  },
  { name: 'filter', input: [1, 2, 3, 4], operate: (r) => r.filter((x) => x % 2 === 0), layout: parts([2], [4]) },
  {
    name: 'filter keeps what something true is answered for',
    input: ['', 'a', 0, 1, null, undefined, Number.NaN],
    operate: (r) => r.filter((x) => x),
    records: ['a', 1],
  },
  {
    name: 'words are what stands between single spaces',
    input: ['to  be ', '', 'or\tnot\r'],
    operate: (r) => r.words(),
    layout: parts(['to', '', 'be', ''], ['', 'or\tnot\r']),
  },
  {
    name: 'words between other separators',
    input: ['a--b-c', '__proto__--'],
    operate: (r) => r.words({ separator: '--' }),
    layout: parts(['a', 'b-c'], ['__proto__', '']),
  },
  { name: 'words of something that is no text', input: [1], operate: (r) => r.words(), error: 'E_USER_FUNCTION' },
  { name: 'words without a separator', operate: (r) => r.words({ separator: '' }), error: 'E_ARGUMENT' },
  {
    name: 'contains is a predicate of the letters of a line',
    input: ['a.b', 'A.B', 'axb', 'é', 'e\u0301'],
    operate: (r) =>
      r
        .filter(contains('.'))
        .union(r.filter(contains('é')))
        .union(r.filter(contains('')).filter(contains('x'))),
    records: ['a.b', 'A.B', 'é', 'axb'],
  },
  {
    name: 'json gives what the text says',
    input: ['{"a":[1,null]}', '"x"', ' 1 ', 'null'],
    operate: (r) => r.json(),
    layout: parts([{ a: [1, null] }, 'x'], [1, null]),
  },
  {
    name: 'json with fields',
    input: ['{"a":1,"b":2,"c":3}', '{"b":null}', '{}'],
    operate: (r) => r.json({ fields: ['b', 'toString'] }),
    records: [
      { b: 2, toString: undefined },
      { b: null, toString: undefined },
      { b: undefined, toString: undefined },
    ],
    order: 'exact',
  },
  { name: 'json of what is none', input: ['{'], operate: (r) => r.json(), error: 'E_USER_FUNCTION' },
  {
    name: 'json with fields of no object',
    input: ['[1]'],
    operate: (r) => r.json({ fields: ['a'] }),
    error: 'E_USER_FUNCTION',
  },
  {
    name: 'json that passes over what is none',
    input: ['{', '[1]', 'null', '{"a":1}'],
    operate: (r) => r.json({ fields: ['a'], invalid: 'skip' }),
    records: [{ a: 1 }],
  },
  { name: 'json of a field twice', operate: (r) => r.json({ fields: ['a', 'a'] }), error: 'E_ARGUMENT' },
  {
    name: 'csv with names alone',
    input: ['a,b', ',', '"x,""y""",'],
    operate: (r) => r.csv({ columns: ['p', 'q'] }),
    records: [
      { p: 'a', q: 'b' },
      { p: '', q: '' },
      { p: 'x,"y"', q: '' },
    ],
    order: 'exact',
  },
  {
    name: 'csv with numbers',
    input: ['a;1e3', 'b; ', 'c;x'],
    operate: (r) => r.csv({ columns: { name: 'text', n: 'number' }, separator: ';' }),
    records: [
      { name: 'a', n: 1000 },
      { name: 'b', n: Number.NaN },
      { name: 'c', n: Number.NaN },
    ],
    order: 'exact',
  },
  {
    name: 'csv of a line that is too short',
    input: ['a'],
    operate: (r) => r.csv({ columns: ['p', 'q'] }),
    error: 'E_USER_FUNCTION',
  },
  {
    name: 'csv that passes over lines with other columns and wrong quotes',
    input: ['a', 'a,b,c', '"a,b', '"a"b,c', 'a,b'],
    operate: (r) => r.csv({ columns: ['p', 'q'], invalid: 'skip' }),
    records: [{ p: 'a', q: 'b' }],
  },
  { name: 'keyBy', input: ['a', 'bb'], operate: (r) => r.keyBy((s) => s.length), records: pairs(1, 'a', 2, 'bb') },
  {
    name: 'a chain is the composition of its operators',
    input: [1, 2, 3, 4, 5, 6],
    operate: (r) =>
      r
        .map((x) => x + 1)
        .filter((x) => x % 2 === 0)
        .flatMap((x) => [x, -x])
        .map((x) => `${x}`)
        .filter((x) => x !== '-4'),
    records: ['2', '-2', '4', '6', '-6'],
    order: 'exact',
  },
  {
    name: 'mapValues',
    input: pairs('a', 1, 'b', 2),
    operate: (r) => r.mapValues((n) => n * 10),
    layout: parts(pairs('a', 10), pairs('b', 20)),
  },
  {
    name: 'mapValues of something that is no pair',
    input: [1],
    operate: (r) => r.mapValues((n) => n),
    error: 'E_NOT_A_PAIR',
  },
  {
    name: 'flatMapValues makes a pair for each value, and none for no value',
    input: pairs('a', 'x y', 'b', '', 'c', 'z'),
    operate: (r) => r.flatMapValues((text) => text.split(' ').filter((word: string) => word !== '')),
    records: pairs('a', 'x', 'a', 'y', 'c', 'z'),
    order: 'exact',
  },
  { name: 'keys', input: pairs('a', 1, 'a', 2), operate: (r) => r.keys(), records: ['a', 'a'] },
  { name: 'values', input: pairs('a', 1, 'a', null), operate: (r) => r.values(), records: [1, null] },
  { name: 'keys of something that is no pair', input: ['ab'], operate: (r) => r.keys(), error: 'E_NOT_A_PAIR' },
  {
    name: 'mapAsync keeps the order unless told otherwise',
    input: [3, 1, 2],
    operate: (r) => r.mapAsync(async (x) => x * 10, { concurrency: 2 }),
    layout: parts([30], [10, 20]),
  },
  {
    name: 'mapAsync without order gives the same records',
    input: [3, 1, 2],
    operate: (r) => r.mapAsync(async (x) => x * 10, { ordered: false }),
    records: [10, 20, 30],
  },
  {
    name: 'an async function is refused',
    input: [1],
    operate: (r) => r.map(async (x) => x),
    error: 'E_ASYNC_FUNCTION',
  },
  {
    name: 'what the function throws',
    input: [1],
    operate: (r) =>
      r.map(() => {
        throw new Error('no')
      }),
    error: 'E_USER_FUNCTION',
  },
  {
    name: 'an RDD inside of a function',
    input: [1],
    operate: (r, other) => r.map(() => other.map((x) => x)),
    error: 'E_RDD_NESTED',
  },
  {
    name: 'pipe writes a line for each record and reads lines',
    input: ['b', 'a', 3],
    operate: (r) => r.pipe(['sed', 's/^/>/']),
    layout: parts(['>b'], ['>a', '>3']),
  },
  { name: 'pipe of an empty RDD', operate: (r) => r.pipe('cat'), layout: parts([], []) },
  { name: 'pipe to a command that fails', input: [1], operate: (r) => r.pipe(['sh', '-c', 'exit 3']), error: 'E_PIPE' },
]
