import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'node:test'
import { residentMegabytes } from './memory.ts'

test('memory of a process and of what it started', async () => {
  const alone = residentMegabytes(process.pid)
  const own = process.memoryUsage.rss() / 2 ** 20
  assert.ok(alone > own / 3 && alone < own * 3, `${alone} MB, and ${own} MB by its own account`)
  const child = spawn(process.execPath, ['-e', 'console.log(1); process.stdin.resume()'])
  await once(child.stdout, 'data')
  const more = residentMegabytes(child.pid as number)
  assert.ok(more > 10, `${more} MB`)
  assert.ok(residentMegabytes(process.pid) > more)
  child.kill()
  await once(child, 'exit')
  assert.equal(residentMegabytes(child.pid as number), 0)
})
