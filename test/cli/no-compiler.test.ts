/** Programs where esbuild is not installed: Node reads their TypeScript itself. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { programs, Running } from './command.ts'

const { write } = programs()

/** Makes `import('esbuild')` fail as it does where there is no such package. */
const WITHOUT = write(
  'without.mjs',
  `import { registerHooks } from 'node:module'
registerHooks({
  resolve(specifier, context, next) {
    if (specifier !== 'esbuild') return next(specifier, context)
    throw Object.assign(new Error("Cannot find package 'esbuild'"), { code: 'ERR_MODULE_NOT_FOUND' })
  },
})
`,
)

async function without(...args: string[]): Promise<{ stdout: string; stderr: string; code: unknown }> {
  const command = new Running(args, '', { NODE_OPTIONS: `--import ${WITHOUT}` })
  const code = await command.code
  return { stdout: command.stdout, stderr: command.stderr, code }
}

for (const master of ['local', 'local[2]'])
  test(`a job runs on ${master}, finds millstream without a project, and the .ts of a .js`, async () => {
    write('lib/twice.ts', 'export const twice = (x: number): number => 2 * x\n')
    write('lib/more/index.ts', 'export const more = (x: number): number => x + 1\n')
    const path = write(
      'job.ts',
      `import { batchJob } from 'millstream'
import { twice } from './lib/twice.js'
import { more } from './lib/more'
export default batchJob('doubles', async (sc) => {
  console.log(JSON.stringify(await sc.parallelize([1, 2, 3], 3).map(twice).map(more).collect()))
})
`,
    )
    assert.deepEqual(await without('run', path, '--master', master), { stdout: '[3,5,7]\n', stderr: '', code: 0 })
  })

test('what is more than types is refused with its place and the remedy', async () => {
  const path = write('enum.ts', "const x = 1\nenum Color { Red = 'r' }\nconsole.log(x, Color.Red)\n")
  const { stderr, code } = await without('run', path)
  assert.match(stderr, /^E_JOB_UNREADABLE at .*enum\.ts:2: TypeScript enum is not supported.*npm install esbuild/)
  assert.equal(code, 2)
})

test('the import of a type by name, of an entry that is not there and of a file that is not there', async () => {
  write('types.ts', 'export interface Shape { a: 1 }\n')
  const typed = await without(
    'run',
    write('typed.ts', "import { Shape } from './types.ts'\nconst s: Shape = { a: 1 }\n"),
  )
  assert.match(typed.stderr, /^E_JOB_UNREADABLE at .*typed\.ts:1: .*'Shape'.*import type/)
  const entry = await without('run', write('entry.ts', "import 'millstream/nothing'\n"))
  assert.match(entry.stderr, /^E_JOB_UNREADABLE at .*entry\.ts: millstream .* has no entry 'millstream\/nothing'/)
  const file = await without('run', write('file.ts', "import './none.js'\n"))
  assert.match(file.stderr, /Cannot find module .*none\.js/)
  assert.deepEqual([typed.code, entry.code, file.code], [2, 2, 1])
})
