import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Pages } from '../kernel/bytes/pages.ts'
import { PageFiller } from './page-filler.ts'

test('one read lies behind the other, and a page that is nearly full is given up', () => {
  const pages = new Pages({ shared: false })
  const filler = new PageFiller(pages)
  const first = filler.room()
  assert.equal(first.length, 1 << 20)
  filler.took(1000)
  const second = filler.room()
  assert.deepEqual([second.buffer === first.buffer, second.byteOffset - first.byteOffset], [true, 1000])
  filler.took(second.length - 65_536)
  assert.equal(filler.room().length, 65_536)
  filler.took(1)
  const third = filler.room()
  assert.notEqual(third.buffer, first.buffer)
  assert.equal(third.length, 1 << 20)
  assert.equal(pages.sizes.inUse, 1)
  filler.close()
  filler.close()
  assert.equal(pages.sizes.inUse, 0)
})
