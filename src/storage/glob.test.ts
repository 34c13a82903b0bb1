import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ManualClock } from '../kernel/clock/manual.ts'
import { glob, globSync, isHidden } from './glob.ts'
import { escapeGlob, expandSlashes, hasGlob, partMatcher, splitPaths, unescapeGlob } from './glob-pattern.ts'
import { MemoryFiles } from './memory-files.ts'

const MATCHES: readonly [pattern: string, yes: readonly string[], no: readonly string[]][] = [
  ['*', ['a', 'a.b', '', 'é'], []],
  ['a*c', ['ac', 'abc', 'a.c'], ['ab', 'bac']],
  ['a?c', ['abc', 'a.c', 'a😀c'], ['ac', 'abbc']],
  ['a.c', ['a.c'], ['abc']],
  ['[abc]x', ['ax', 'cx'], ['dx', 'x']],
  ['[a-c]', ['a', 'b', 'c'], ['d', '-']],
  ['[^a-c]', ['d', '-'], ['a', '']],
  ['[!a]', ['b'], ['a']],
  ['[a-]', ['a', '-'], ['b']],
  ['[]a]', [']', 'a'], ['b']],
  ['[\\]a]', [']', 'a'], ['\\']],
  ['[.*]', ['.', '*'], ['x']],
  ['{a,b}c', ['ac', 'bc'], ['c', 'abc']],
  ['{a,b{c,d}}', ['a', 'bc', 'bd'], ['b', 'bcd']],
  ['x{,y}', ['x', 'xy'], ['y']],
  ['{*.gz,*.txt}', ['a.gz', 'a.txt'], ['a']],
  ['a,b', ['a,b'], ['a']],
  ['a}', ['a}'], ['a']],
  ['\\*', ['*'], ['a']],
  ['\\{a,b\\}', ['{a,b}'], ['a']],
  ['a$^(b)|c+', ['a$^(b)|c+'], ['a']],
  ['a\\', ['a\\'], ['a']],
]

for (const [pattern, yes, no] of MATCHES) {
  test(`the pattern ${pattern}`, () => {
    const matched = partMatcher(pattern)
    assert.deepEqual(
      yes.filter((name) => !matched(name)),
      [],
    )
    assert.deepEqual(no.filter(matched), [])
  })
}

test('a bracket left open and a range backwards are errors', () => {
  assert.throws(() => partMatcher('a[b'), {
    message:
      "E_ARGUMENT: the pattern 'a[b' cannot be read: [ is not closed. Close it, or write \\[ for the character itself.",
  })
  assert.throws(() => partMatcher('{a,b'), {
    message:
      "E_ARGUMENT: the pattern '{a,b' cannot be read: { is not closed. Close it, or write \\{ for the character itself.",
  })
  assert.throws(() => partMatcher('[z-a]'), {
    message: "E_ARGUMENT: the pattern '[z-a]' cannot be read: the range z-a runs backwards. Write [a-z].",
  })
})

test('what is a pattern, and the pattern of one path', () => {
  assert.deepEqual(['a', 'a*', 'a?', '[a]', '{a}', '\\*', 'a]b}'].map(hasGlob), [
    false,
    true,
    true,
    true,
    true,
    false,
    false,
  ])
  for (const path of ['/a/b', '/a[1]/{x,y}*?', 'a\\b']) {
    assert.equal(hasGlob(escapeGlob(path)), false)
    assert.equal(unescapeGlob(escapeGlob(path)), path)
    assert.deepEqual(splitPaths(escapeGlob(path)), [escapeGlob(path)])
  }
})

test('braces with slashes are written out, others are left', () => {
  assert.deepEqual(expandSlashes('/a/{b/c,d}/e'), ['/a/b/c/e', '/a/d/e'])
  assert.deepEqual(expandSlashes('{a,b}/{c/d,e}'), ['{a,b}/c/d', '{a,b}/e'])
  assert.deepEqual(expandSlashes('{a/{b,c},d}'), ['a/{b,c}', 'd'])
  assert.deepEqual(expandSlashes('{a/b}'), ['a/b'])
  assert.deepEqual(expandSlashes('\\{a/b,c\\}'), ['\\{a/b,c\\}'])
})

test('a comma list is cut outside of braces', () => {
  assert.deepEqual(splitPaths('/a,/b{c,d},,e\\,f'), ['/a', '/b{c,d}', 'e\\,f'])
})

const files = new MemoryFiles(new ManualClock())
for (const path of ['/d/2017/a.txt', '/d/2017/b.gz', '/d/2018/a.txt', '/d/_x/a.txt', '/d/f', '/e[1]/a', '/e1/a']) {
  files.write(path, '')
}

const PATHS: readonly [pattern: string, paths: readonly string[]][] = [
  ['/d/*/a.txt', ['/d/2017/a.txt', '/d/2018/a.txt', '/d/_x/a.txt']],
  ['/d/201[78]', ['/d/2017', '/d/2018']],
  ['/d/*', ['/d/2017', '/d/2018', '/d/_x', '/d/f']],
  ['/d/f/*', []],
  ['/d/f', ['/d/f']],
  ['/d/f/', ['/d/f']],
  ['/no/*', []],
  ['/no', []],
  ['/d/{2017/b*,2018/*}', ['/d/2017/b.gz', '/d/2018/a.txt']],
  ['/d/{2017/*,2017/a*}', ['/d/2017/a.txt', '/d/2017/b.gz']],
  ['/e[1]/a', ['/e1/a']],
  ['/e\\[1\\]/a', ['/e[1]/a']],
  ['d/*8/*', ['d/2018/a.txt']],
  ['*', ['d', 'e1', 'e[1]']],
  ['/', ['/']],
]

for (const [pattern, paths] of PATHS) {
  test(`glob ${pattern}`, async () => {
    assert.deepEqual(
      (await glob(files, pattern)).map((s) => s.path),
      paths,
    )
    assert.deepEqual(globSync(files, pattern), await glob(files, pattern))
  })
}

test('hidden names begin with a dot or an underscore', () => {
  assert.deepEqual(['.a', '_a', 'a', 'a_'].map(isHidden), [true, true, false, false])
})
