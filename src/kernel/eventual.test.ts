import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eachInTurn, ended, recover, then } from './eventual.ts'

const later = <T>(value: T): Promise<T> => Promise.resolve(value)
const fail = (): never => {
  throw new Error('no')
}

test('what is made of a value that is there is there, too', async () => {
  assert.equal(
    then(1, (x) => x + 1),
    2,
  )
  assert.equal(await then(later(1), (x) => x + 1), 2)
  assert.equal(await then(1, (x) => later(x + 1)), 2)
})

test('items are worked on one after another', async () => {
  const seen: string[] = []
  const work = (wait: boolean) => (item: string, index: number) => {
    seen.push(`${index}${item} begins`)
    if (!wait) return
    return later(undefined).then(() => void seen.push(`${index}${item} ends`))
  }
  assert.equal(eachInTurn(['a', 'b'], work(false)), undefined)
  assert.deepEqual(seen.splice(0), ['0a begins', '1b begins'])
  await eachInTurn(['a', 'b', 'c'], work(true))
  assert.deepEqual(seen, ['0a begins', '0a ends', '1b begins', '1b ends', '2c begins', '2c ends'])
})

test('after an item that fails no other begins', async () => {
  const seen: number[] = []
  const work = (item: number) => {
    seen.push(item)
    return item === 2 ? Promise.reject(new Error('no')) : later(undefined)
  }
  await assert.rejects(async () => eachInTurn([1, 2, 3], work), { message: 'no' })
  assert.deepEqual(seen, [1, 2])
})

test('an error now and an error later are recovered from in the same way', async () => {
  assert.equal(
    recover(fail, () => 'saved'),
    'saved',
  )
  assert.equal(await recover(() => Promise.reject(new Error('no')), String), 'Error: no')
  assert.equal(
    recover(() => 'good', fail),
    'good',
  )
})

test('the end comes after the work, well or badly', async () => {
  const seen: string[] = []
  const end = () => void seen.push('end')
  assert.equal(
    ended(() => seen.push('now'), end),
    1,
  )
  assert.throws(() => ended(fail, end))
  await ended(() => later(undefined).then(() => void seen.push('later')), end)
  assert.deepEqual(seen, ['now', 'end', 'end', 'later', 'end'])
})
