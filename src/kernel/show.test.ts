import assert from 'node:assert/strict'
import { test } from 'node:test'
import { printable, show } from './show.ts'

test('values are shown short, whole or cut', () => {
  assert.equal(show("it's"), "'it\\'s'")
  assert.equal(show([1, 'a', { b: null }]), "[ 1, 'a', { b: null } ]")
  assert.equal(show('x'.repeat(500), 10).length, 10)
  assert.equal(show([1, 2, 3, 4, 5, 6, 7, 8]), '[ 1, 2, 3, 4, 5, 6, 7, 8 ]')
  assert.equal(show(undefined), 'undefined')
})

test('nothing of the value is called, and nothing that is shown moves a terminal', () => {
  const trap = {
    get boom(): never {
      throw new Error('called')
    },
    toString: () => 'called',
  }
  assert.doesNotMatch(show(trap), /^called/)
  const proxy = new Proxy({}, { get: () => assert.fail('called'), ownKeys: () => assert.fail('called') })
  assert.equal(typeof show(proxy), 'string')
  assert.equal(show('\u001b[31mred\n'), "'\\u001b[31mred\\n'")
  assert.equal(printable('a\tb\u202e'), 'a\\tb\\u202e')
  const knot: { self?: unknown } = {}
  knot.self = knot
  assert.equal(typeof show(knot), 'string')
})
