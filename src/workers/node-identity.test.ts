import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { isRunningHere, ownIdentity } from './node-identity.ts'

const fieldsOf = (pid: number): string[] =>
  readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ')

test('this process runs, and another one of its number does not', () => {
  assert.equal(isRunningHere(ownIdentity()), true)
  assert.equal(isRunningHere({ ...ownIdentity(), host: 'elsewhere' }), false)
  assert.equal(isRunningHere({ ...ownIdentity(), boot: 'another' }), false)
  assert.equal(isRunningHere({ ...ownIdentity(), started: 'before' }), false)
})

// Only Linux tells.
if (process.platform === 'linux')
  test('a process does not run that has ended, also when its parent never asks how', async () => {
    // The shell becomes a program that knows nothing of the child.
    const parent = spawn('sh', ['-c', 'read line <&3 & echo $!; exec sleep 100 3<&-'], {
      stdio: ['ignore', 'pipe', 'ignore', 'pipe'],
    })
    try {
      const [said] = await once(parent.stdout as NodeJS.ReadableStream, 'data')
      const pid = Number(String(said))
      const identity = { ...ownIdentity(), pid, started: fieldsOf(pid)[19] ?? '' }
      assert.equal(isRunningHere(identity), true)
      process.kill(pid, 'SIGKILL')
      while (fieldsOf(pid)[0] !== 'Z') await setImmediate()
      assert.equal(isRunningHere(identity), false)
    } finally {
      parent.kill('SIGKILL')
    }
  })
