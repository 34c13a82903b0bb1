import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import type { ChildProcess, Companion } from '../kernel/processes.ts'
import { nodeCompanions, nodeProcesses } from './node-processes.ts'

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

const folder = mkdtempSync(join(tmpdir(), 'millstream-companion-test-'))
after(() => rmSync(folder, { recursive: true, force: true }))

/** What a companion that runs `text` tells, and how it ends; `met` is called with each message. */
async function companion(text: string, args: readonly string[], met?: (self: Companion) => void): Promise<unknown[]> {
  const path = join(mkdtempSync(join(folder, 'of-')), 'companion.mjs')
  writeFileSync(path, text)
  const told: unknown[] = []
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const started: Companion = nodeCompanions.start(pathToFileURL(path), args, {
    message(message) {
      told.push(message)
      met?.(started)
    },
    ended(end) {
      told.push(end)
      resolve()
    },
    failed: reject,
  })
  await promise
  // It has ended: nothing comes of this any more, and it is no error.
  started.send('lost')
  started.kill('SIGTERM')
  return told
}

test('a companion has the arguments that it was given, and what it tells on its way out is heard', async () => {
  const text = "process.on('exit', () => process.send(process.argv.slice(2))); process.exit(3)"
  assert.deepEqual(await companion(text, ['a b', '--c=*']), [['a b', '--c=*'], 3])
})

test('a companion hears what it is sent, and ends by the signal that it is sent', async () => {
  const text = "process.on('message', (m) => process.send([m])); process.send('here')"
  let met = 0
  const told = await companion(text, [], (self) => {
    if (met++ === 0) self.send({ kind: 'x' })
    else self.kill('SIGKILL')
  })
  assert.deepEqual(told, ['here', [{ kind: 'x' }], 'SIGKILL'])
})

test('what a companion leaves behind does not keep its end from being seen', async () => {
  const text = `import { spawn } from 'node:child_process'
const left = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)'], { detached: true, stdio: 'inherit' })
process.send(left.pid, () => process.exit(4))`
  const [pid, end] = await companion(text, [])
  process.kill(pid as number, 'SIGKILL')
  assert.equal(end, 4)
})
