import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'

const WORKER = new URL('./out-of-memory.ts', import.meta.url)

/** Starts the worker in a process of its own, which may be aborted, and says how each of three ended. */
const program = (growth: string, key: string): string => `
import { Worker } from 'node:worker_threads'
// A Map of the language aborts the process at this size.
const limits = { maxOldGenerationSizeMb: 64 }
for (let i = 0; i < 3; i++) {
  const worker = new Worker(new URL('${WORKER}'), { workerData: ${JSON.stringify({ growth, key })}, resourceLimits: limits, execArgv: [] })
  const error = await new Promise((resolve) => worker.once('error', resolve))
  console.log(error.code)
}`

for (const [growth, key] of [
  ['state', 'texts'],
  ['state', 'pairs'],
  ['map', 'numbers'],
] as const)
  test(`when ${growth} with ${key} for keys outgrows its worker, the worker ends and not the process`, () => {
    const args = ['--input-type=module', '-e', program(growth, key)]
    const { stdout, stderr, status, signal } = spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 120_000 })
    assert.deepEqual(
      [status, signal, stdout.trim().split('\n')],
      [0, null, Array(3).fill('ERR_WORKER_OUT_OF_MEMORY')],
      stderr,
    )
  })
