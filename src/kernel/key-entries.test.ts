import assert from 'node:assert/strict'
import { test } from 'node:test'
import { KeyEntries } from './key-entries.ts'

interface Named {
  readonly key: unknown
  readonly name: string
  gone: boolean
}

const entry = (key: unknown, name = String(key)): Named => ({ key, name, gone: false })

test('an entry is found by the value of its key, and is the object that was put in', () => {
  const entries = new KeyEntries<unknown, Named>()
  const [one, pair, text] = [entry(1), entry([1, 'x'], 'pair'), entry('n1;', 'looks like the encoding of 1')]
  for (const some of [one, pair, text]) entries.add(some)
  assert.equal(entries.get(1), one)
  assert.equal(entries.get([1, 'x']), pair)
  assert.equal(entries.get('n1;'), text)
  assert.equal(entries.get([1]), undefined)
  assert.deepEqual([...entries], [one, pair, text])
})

test('one that is removed is marked, and its key may come again, at the end', () => {
  const entries = new KeyEntries<unknown, Named>()
  const first = entry(['a'])
  entries.add(first)
  entries.add(entry('b'))
  entries.remove(first)
  assert.deepEqual([first.gone, entries.size, entries.get(['a'])], [true, 1, undefined])
  const again = entry(['a'])
  entries.add(again)
  assert.equal(entries.get(['a']), again)
  assert.deepEqual([...entries.mapped(({ key }) => key)], ['b', ['a']])
})

test('an iterator sees none that is removed, also when the list is tidied meanwhile, and stays at its end', () => {
  const entries = new KeyEntries<number, Named & { key: number }>()
  for (let i = 0; i < 50_000; i++) entries.add({ key: i, name: '', gone: false })
  const iterator = entries.mapped(({ key }) => key)
  assert.deepEqual(iterator.next(), { done: false, value: 0 })
  for (const some of entries) if (some.key % 10_000 !== 1) entries.remove(some)
  assert.deepEqual([...iterator], [1, 10_001, 20_001, 30_001, 40_001])
  entries.add({ key: 0, name: '', gone: false })
  assert.deepEqual(iterator.next(), { done: true, value: undefined })
  assert.deepEqual(
    [...entries].map(({ key }) => key),
    [1, 10_001, 20_001, 30_001, 40_001, 0],
  )
  entries.clear()
  assert.deepEqual([entries.size, [...entries], entries.get(1)], [0, [], undefined])
})
