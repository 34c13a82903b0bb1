import assert from 'node:assert/strict'
import { test } from 'node:test'
import { contains } from './contains.ts'
import { declared, meaningOf } from './meaning.ts'
import { splitter } from './words.ts'

test('what was said of a function is known of it', () => {
  assert.deepEqual(meaningOf(contains('x')), { kind: 'contains', text: 'x' })
  assert.deepEqual(meaningOf(splitter({ separator: ',' })), { kind: 'words', separator: ',' })
  assert.equal(splitter(undefined), splitter({ separator: ' ' }))
  assert.deepEqual(meaningOf(declared(() => 1, { kind: 'sum' })), { kind: 'sum' })
})

test('functions that are one of the forms by their text are known', () => {
  for (const [f, meaning] of [
    [(l: string) => l.split(' '), { kind: 'words', separator: ' ' }],
    [(line: string): string[] => line.split('—'), { kind: 'words', separator: '—' }],
    [(l: string) => l.includes('a.b'), { kind: 'contains', text: 'a.b' }],
    [(w: string) => [w, 1] as const, { kind: 'pairWithOne' }],
    [(w: string): [string, number] => [w, 1], { kind: 'pairWithOne' }],
    [(a: number, b: number) => a + b, { kind: 'sum' }],
    [(sum: number, $1: number): number => sum + $1, { kind: 'sum' }],
  ] as const)
    assert.deepEqual(meaningOf(f), meaning, String(f))
})

test('no other function is', () => {
  const [other, a] = ['x', 1]
  for (const f of [
    (l: string) => l.split(''),
    (l: string) => l.split(other),
    (l: string) => l.split(' ', 1),
    (l: string) => l.split(/ /),
    (l: string) => l.split('\n'),
    (l: string) => l.includes('\u00e9\\'),
    (_: string) => other.split(' '),
    (l: string) => l.includes('x', 1),
    (l: string) => !l.includes('x'),
    (w: string) => [w, 2],
    (w: string) => [w, 1, 1],
    (_: string) => [other, 1],
    (b: number, c: number) => c + b,
    (b: number, c: number) => b + c + 1,
    (b: number, _: number) => a + b,
    (b: number, c: number) => b - c,
    async (l: string) => l.split(' '),
    function split(l: string) {
      return l.split(' ')
    },
    String.prototype.split,
    ((l: string) => l.split(' ')).bind(undefined),
  ])
    assert.equal(meaningOf(f), undefined, String(f))
})
