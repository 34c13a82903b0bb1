import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LocalProperties } from './local-properties.ts'

test('a property counts from where it is set, behind awaits and in what is called', async () => {
  const properties = new LocalProperties()
  assert.equal(properties.get('a'), undefined)
  properties.set({ a: '1', b: '2' })
  await undefined
  properties.set({ b: undefined, c: '3' })
  const seen = await (async () => ['a', 'b', 'c'].map((name) => properties.get(name)))()
  assert.deepEqual(seen, ['1', undefined, '3'])
})

test('functions that run side by side have their own', async () => {
  const properties = new LocalProperties()
  async function branch(value: string) {
    properties.set({ a: value })
    await undefined
    return properties.get('a')
  }
  assert.deepEqual(await Promise.all([branch('1'), branch('2')]), ['1', '2'])
})

test('run sets for a function alone', async () => {
  const properties = new LocalProperties()
  properties.set({ a: '1' })
  const inside = properties.run({ a: '2' }, async () => {
    await undefined
    return properties.get('a')
  })
  assert.equal(properties.get('a'), '1')
  assert.equal(await inside, '2')
})
