import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ChildProcess } from '../kernel/processes.ts'
import { nodeProcesses } from './node-processes.ts'

const SCRIPTS: Readonly<Record<string, string>> = {
  echo: 'process.stdin.pipe(process.stdout)',
  env: 'console.log(JSON.stringify([process.env, process.cwd(), process.argv.slice(1)]))',
  fail: "process.stderr.write('x'.repeat(100000) + 'the reason', () => process.exit(3))",
  deaf: 'process.stdin.destroy()',
  wait: "console.log('ready'); setInterval(() => {}, 1000)",
}

const start = (script: string, ...args: string[]): ChildProcess =>
  nodeProcesses.spawn([process.execPath, '-e', SCRIPTS[script] ?? '', ...args], { env: { ONLY: 'this' }, cwd: '/' })

async function textOf(child: ChildProcess): Promise<string> {
  const parts: Uint8Array[] = []
  for await (const bytes of child.output) parts.push(bytes)
  return Buffer.concat(parts).toString()
}

test('what is written comes back, more than any buffer holds', async () => {
  const child = start('echo')
  const block = Buffer.alloc(100_000, 'abc')
  const read = textOf(child)
  for (let i = 0; i < 50; i++) await child.write(block)
  child.endInput()
  assert.equal((await read).length, 5_000_000)
  assert.equal(await child.ended, 0)
  assert.equal(await child.errors, '')
})

test('the environment and the arguments are what was given, and no shell reads them', async () => {
  const child = start('env', '$ONLY; exit 1', '*')
  const [env, cwd, args] = JSON.parse(await textOf(child))
  assert.deepEqual([env, cwd, args], [{ ONLY: 'this' }, '/', ['$ONLY; exit 1', '*']])
})

test('a failure has its code and the end of its messages', async () => {
  const child = start('fail')
  assert.equal(await textOf(child), '')
  assert.equal(await child.ended, 3)
  const errors = await child.errors
  assert.equal(errors.length, 8192)
  assert.match(errors, /xthe reason$/)
})

test('a command that cannot be started', async () => {
  const child = nodeProcesses.spawn(['/no/such/program'], { env: {} })
  await assert.rejects(child.ended, { message: 'spawn /no/such/program ENOENT' })
  assert.equal(await child.errors, '')
  child.kill()
})

test('writing to a child that does not listen any more is an error, not a crash', async () => {
  const child = start('deaf')
  await assert.rejects(async () => {
    for (;;) await child.write(Buffer.alloc(100_000))
  })
  assert.equal(await child.ended, 0)
  await assert.rejects(child.write(Buffer.from('x')))
})

test('kill ends the child, with what it started', async () => {
  const child = start('wait')
  for await (const _ of child.output) break
  child.kill()
  assert.equal(await child.ended, 'SIGTERM')
  child.kill()
  const shell = nodeProcesses.spawn(['/bin/sh', '-c', 'sleep 1000 & echo ready; wait'], {
    env: { PATH: process.env.PATH ?? '' },
  })
  const output = shell.output[Symbol.asyncIterator]()
  assert.equal(Buffer.from((await output.next()).value).toString(), 'ready\n')
  shell.kill()
  // The output ends only when every process that holds it has ended.
  assert.equal((await output.next()).done, true)
  assert.equal(await shell.ended, 'SIGTERM')
})
