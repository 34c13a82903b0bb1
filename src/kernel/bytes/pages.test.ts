import assert from 'node:assert/strict'
import { test } from 'node:test'
import { generationOf, Pages } from './pages.ts'

const turn = (): Promise<void> => Promise.resolve()

for (const shared of [false, true])
  test(`a page is used again when nobody holds a part of it (shared: ${shared})`, async () => {
    const pages = new Pages({ shared })
    const page = pages.take()
    assert.equal(page.buffer instanceof SharedArrayBuffer, shared)
    assert.equal(page.length, 1 << 20)
    const part = page.subarray(10, 20)
    assert.equal(pages.hold(part), true)
    const generation = generationOf(part)
    pages.done(page)
    await turn()
    assert.deepEqual(pages.sizes, { inUse: 1, free: 0 })
    assert.equal(generationOf(part), generation)
    pages.free(part)
    assert.notEqual(generationOf(part), generation)
    await turn()
    assert.deepEqual(pages.sizes, { inUse: 0, free: 1 })
    assert.equal(pages.take().buffer, page.buffer)
  })

test('a page is not written over while somebody may read it', async () => {
  const reading = Promise.withResolvers<void>()
  const pages = new Pages({ shared: true, settled: () => reading.promise })
  const page = pages.take()
  pages.done(page)
  await turn()
  assert.notEqual(pages.take().buffer, page.buffer)
  reading.resolve()
  await turn()
  assert.equal(pages.take().buffer, page.buffer)
})

test('bytes that lie in no page are nobody’s business', () => {
  const pages = new Pages({ shared: false })
  const bytes = Buffer.alloc(8)
  assert.equal(pages.hold(bytes), false)
  assert.equal(pages.has(bytes), false)
  pages.free(bytes)
  assert.deepEqual(pages.sizes, { inUse: 0, free: 0 })
})

test('what one large batch needed is let go in time', async () => {
  const pages = new Pages({ shared: false })
  const round = async (n: number): Promise<void> => {
    for (const page of Array.from({ length: n }, () => pages.take())) pages.done(page)
    await turn()
  }
  await round(100)
  assert.equal(pages.sizes.free, 100)
  for (let i = 0; i < 10; i++) await round(10)
  assert.equal(pages.sizes.free, 100)
  for (let i = 0; i < 100; i++) await round(10)
  assert.ok(pages.sizes.free < 20, `${pages.sizes.free} pages are kept`)
})
