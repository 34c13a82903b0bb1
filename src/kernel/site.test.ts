import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Site } from './site.ts'

test('a site names the line of the caller outside of the package', () => {
  const site = Site.here('map')
  assert.match(String(site), /^map \(site\.test\.ts:6\)$/)
  assert.equal(site.line, 6)
  assert.ok(site.file?.endsWith('site.test.ts'))
})

test('a site without a user frame is the operator alone', () => {
  assert.equal(String(new Site('map')), 'map')
})
