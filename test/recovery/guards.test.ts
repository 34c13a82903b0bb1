/** Without any of the guards, records are lost or come twice, and the tests see it. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { GUARDS, type Guard } from './guards.ts'

const at = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

/** What the histories of a guard's kind end with when it is taken out; undefined when nothing is noticed. */
function noticed({ name, kind, seed = 0 }: Guard): Promise<string | undefined> {
  const args = [
    '--import',
    at('without-guard.ts'),
    at('torture.ts'),
    '--kinds',
    kind,
    '--seed',
    `${seed}`,
    '--histories',
    '40',
  ]
  const child = spawn(process.execPath, args, {
    env: { ...process.env, MILLSTREAM_GUARD: name },
    timeout: 60_000,
    killSignal: 'SIGKILL',
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-2000)
    })
  return new Promise((resolve) => child.on('close', (code) => resolve(code === 1 ? said : undefined)))
}

test('every guard is needed', { concurrency: 2 }, async (t) => {
  await Promise.all(
    GUARDS.map((guard) =>
      t.test(guard.name, async () => {
        const said = await noticed(guard)
        assert.notEqual(said, undefined, 'without it nothing is noticed')
        assert.doesNotMatch(said as string, /has not once|there is no guard|SyntaxError/)
      }),
    ),
  )
})
