import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Site } from '../kernel/site.ts'
import { place, placeAsync } from './placed.ts'
import { Scopes } from './scopes.ts'

const f = (): number => 1
const g = (): number => 2

test('functions are numbered inside their scope and found again by address', () => {
  const scopes = new Scopes()
  const a = scopes.within('map-0', () => [scopes.write(f), scopes.write(g)])
  assert.deepEqual(a, [
    { scope: 'map-0', index: 0 },
    { scope: 'map-0', index: 1 },
  ])
  assert.equal(scopes.resolve({ scope: 'map-0', index: 1 }), g)
  assert.deepEqual(
    [...scopes.entries()].map(([address, found]) => [address.index, found]),
    [
      [0, f],
      [1, g],
    ],
  )
  scopes.forget('map-0')
  assert.equal(scopes.size, 0)
  assert.throws(() => scopes.resolve({ scope: 'map-0', index: 1 }), {
    message: 'BUG_INVARIANT: no function stands at map-0/1.',
  })
})

test('a scope follows its function through awaits, and entering it again starts it afresh', async () => {
  const scopes = new Scopes()
  const evaluate = (name: string) => (): Promise<unknown> =>
    scopes.within(name, async () => {
      const first = scopes.write(f)
      await Promise.resolve()
      return [first, scopes.write(g)]
    })
  const both = await Promise.all([evaluate('a')(), evaluate('b')()])
  assert.deepEqual(
    both,
    ['a', 'b'].map((scope) => [
      { scope, index: 0 },
      { scope, index: 1 },
    ]),
  )
  assert.deepEqual(await evaluate('a')(), both[0])
})

test('only functions are placed, and async ones only where they may wait', () => {
  const scopes = new Scopes()
  const site = new Site('map')
  assert.equal(place(scopes, site, f).call, f)
  assert.throws(() => place(scopes, site, 7), {
    message: 'E_NOT_A_FUNCTION at map: map was given 7 where it needs a function. Pass a function.',
  })
  for (const waiting of [async () => 1, async function* () {}]) {
    assert.throws(() => place(scopes, site, waiting), {
      message:
        'E_ASYNC_FUNCTION at map: map was given an async function, and its records may not wait. Use mapAsync(f, { concurrency, ordered }) or foreachAsync(f) for I/O.',
    })
    assert.equal(placeAsync(scopes, site, waiting).call, waiting)
  }
})
