import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { Site } from './site.ts'

test('a site names the line of the caller outside of the package', () => {
  const site = Site.here('map')
  assert.match(String(site), /^map \(site\.test\.ts:8\)$/)
  assert.equal(site.line, 8)
  assert.ok(site.file?.endsWith('site.test.ts'))
})

test('a site holds nothing of what the functions on the stack can see', async () => {
  setFlagsFromString('--expose-gc')
  const collectGarbage: () => void = runInNewContext('gc')
  const below = (): { site: Site; seen: WeakRef<object> } => {
    const object = { large: new Array(1000).fill(0) }
    const visible = (): Site => (object.large.length > 0 ? Site.here('map') : new Site('never'))
    return { site: visible(), seen: new WeakRef(object) }
  }
  const { site, seen } = below()
  // A reference that was looked at is held until the turn ends.
  await new Promise((resolve) => setImmediate(resolve))
  collectGarbage()
  assert.equal(seen.deref(), undefined)
  assert.match(String(site), /^map \(site\.test\.ts:\d+\)$/)
})

test('a site without a user frame is the operator alone', () => {
  assert.equal(String(new Site('map')), 'map')
})

test('a frame of code from text is where the text was made into code', () => {
  const inner = 'at eval (eval at <anonymous> (file:///app/job.ts:48:10), <anonymous>:4:2)'
  assert.equal(String(new Site('map', withStack(inner))), 'map (job.ts:48)')
  const twice = 'at f (eval at g (eval at h (/app/deep (1)/job.ts:7:1), <anonymous>:3:3), <anonymous>:9:9)'
  assert.equal(String(new Site('map', withStack(twice))), 'map (job.ts:7)')
})

test('a loop that millstream generated is not the user', () => {
  const ours = `at chain (eval at factory (${new URL('../engine/compile/generate.ts', import.meta.url).href}:5:1), <anonymous>:8:2)`
  assert.equal(String(new Site('map', withStack(ours))), 'map')
})

function withStack(frame: string): Error {
  const error = new Error()
  error.stack = `Error\n    ${frame}`
  return error
}
