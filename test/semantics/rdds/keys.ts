import { add, type Case, pairs } from './case.ts'

const everyKey: readonly unknown[] = [
  '',
  'a',
  '__proto__',
  'constructor',
  0,
  -1,
  1.5,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  10n,
  true,
  false,
  null,
  undefined,
  new Date(0),
  new Uint8Array([1, 2]),
  [],
  ['a', 1],
  ['a', ['b', null]],
  {},
  { a: 1, b: [2] },
]

/** Keys are compared by value. */
export const KEYS: readonly Case[] = [
  {
    name: 'every kind of key equals its copy, and no other',
    input: [...everyKey, ...everyKey.map((key) => structuredClone(key))].map((key) => [key, 1]),
    operate: (r) => r.reduceByKey(add, 3),
    records: everyKey.map((key) => [key, 2]),
  },
  {
    name: 'minus zero is zero',
    input: pairs(-0, 1, 0, 2),
    operate: (r) => r.reduceByKey(add, 3),
    records: pairs(0, 3),
  },
  {
    name: 'a number is not its text, and an array not its text',
    input: pairs(1, 1, '1', 2, [1], 3, '[1]', 4, ['1'], 5),
    operate: (r) => r.reduceByKey(add),
    records: pairs(1, 1, '1', 2, [1], 3, '[1]', 4, ['1'], 5),
  },
  {
    name: 'the order of properties does not matter',
    input: pairs({ a: 1, b: 2 }, 1, { b: 2, a: 1 }, 2),
    operate: (r) => r.groupByKey().mapValues((values) => values.length),
    records: pairs({ a: 1, b: 2 }, 2),
  },
  {
    name: 'null and undefined are two keys',
    input: pairs(null, 1, undefined, 2),
    operate: async (r) => [...(await r.countByKey())],
    value: pairs(null, 1, undefined, 1),
  },
  {
    name: 'join by composite keys',
    input: pairs(['r', 'w'], 1, ['r', 'x'], 2),
    other: pairs(['r', 'w'], 3),
    operate: (r, o) => r.join(o),
    records: pairs(['r', 'w'], [1, 3]),
  },
  {
    name: 'countByValue compares by value',
    input: ['__proto__', ['x', 1], Number.NaN, '__proto__', ['x', 1], Number.NaN, 'toString'],
    operate: async (r) => [...(await r.countByValue())],
    value: pairs('__proto__', 2, ['x', 1], 2, Number.NaN, 2, 'toString', 1),
  },
  { name: 'lookup of a composite key', input: pairs(['a', 1], 'x'), operate: (r) => r.lookup(['a', 1]), value: ['x'] },
  {
    name: 'subtract of composite values',
    input: pairs('a', 1, 'b', 2),
    other: pairs('a', 1),
    operate: (r, o) => r.subtract(o),
    records: pairs('b', 2),
  },
  { name: 'a function is no key', input: pairs(add, 1), operate: (r) => r.groupByKey(), error: 'E_KEY' },
  { name: 'a symbol is no key', input: pairs(Symbol('s'), 1), operate: (r) => r.reduceByKey(add), error: 'E_KEY' },
  {
    name: 'an object of a class is no key',
    input: pairs(new (class A {})(), 1),
    operate: (r) => r.join(r),
    error: 'E_KEY',
  },
]
