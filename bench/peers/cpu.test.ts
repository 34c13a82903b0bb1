import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { test } from 'node:test'
import { cpuSeconds } from './cpu.ts'

test('CPU seconds count a process and children that have ended', { skip: !existsSync('/proc/self/stat') }, () => {
  const before = cpuSeconds(process.pid)
  assert.ok(before > 0)
  spawnSync(process.execPath, ['-e', 'const end = process.cpuUsage(); while (process.cpuUsage(end).user < 2e5);'])
  assert.ok(cpuSeconds(process.pid) - before >= 0.19)
})
