import assert from 'node:assert/strict'
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { type Bundle, bundleProgram } from './bundle.ts'
import { loadProgram } from './load.ts'
import { ownPackage } from './own-package.ts'

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'millstream-bundle-test-')))
after(() => rmSync(folder, { recursive: true }))

function write(name: string, text: string): string {
  const path = join(folder, name)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
  return path
}

test('all of TypeScript works, files know their own place, and errors name their lines', async () => {
  write(
    'lib/color.ts',
    "#!/usr/bin/env node\nexport enum Color { Red = 'r' }\nexport const place = [import.meta.url, import.meta.filename, import.meta.dirname, 'import.meta.url']\n",
  )
  const path = write(
    'program.ts',
    "import { Color, place } from './lib/color.js'\ninterface Unused { a: 1 }\nexport const color = Color.Red\nexport { place }\nexport const url = import.meta.url\nexport const fail = (): never => {\n  throw new Error('here')\n}\n",
  )
  const program = await loadProgram(path)
  const library = join(folder, 'lib/color.ts')
  assert.equal(program.color, 'r')
  assert.equal(program.url, pathToFileURL(path).href)
  assert.deepEqual(program.place, [pathToFileURL(library).href, library, join(folder, 'lib'), 'import.meta.url'])
  assert.throws(program.fail as () => void, (error: Error) => (error.stack ?? '').includes(`${path}:7:9`))
})

test('the bundle of a project lies in its node_modules, and packages of the project are found from there', async () => {
  write('project/node_modules/left/package.json', '{"name":"left","type":"module","exports":"./index.js"}')
  write('project/node_modules/left/index.js', 'export const left = 42\n')
  const path = write('project/src/job.ts', "export { left } from 'left'\n")
  const bundle = (await bundleProgram(path)) as Bundle
  assert.equal(dirname(bundle.path), join(folder, 'project/node_modules/.cache/millstream'))
  assert.equal((await loadProgram(path)).left, 42)
  assert.equal((await bundleProgram(path))?.path, bundle.path)
  write('project/src/job.ts', "export { left as right } from 'left'\n")
  assert.notEqual((await bundleProgram(path))?.hash, bundle.hash)
})

test('where node_modules is a link, errors name lines all the same', async () => {
  mkdirSync(join(folder, 'elsewhere/deep/node_modules'), { recursive: true })
  mkdirSync(join(folder, 'linked'))
  symlinkSync(join(folder, 'elsewhere/deep/node_modules'), join(folder, 'linked/node_modules'))
  const path = write('linked/job.ts', "export const fail = (): never => {\n  throw new Error('here')\n}\n")
  const { fail } = await loadProgram(path)
  assert.throws(fail as () => void, (error: Error) => (error.stack ?? '').includes(`${path}:2:9`))
})

test('millstream is the running package, wherever the program lies', async () => {
  assert.equal(ownPackage.entry('millstream'), pathToFileURL(join(ownPackage.modules, 'index.ts')).href)
  assert.match(ownPackage.entry('millstream/package.json') ?? '', /\/package\.json$/)
  assert.equal(ownPackage.entry('millstream/nothing'), undefined)
  const path = write('other.ts', "import 'millstream/nothing'\n")
  await assert.rejects(bundleProgram(path), {
    message: `E_JOB_UNREADABLE at ${path}:1:8: millstream ${ownPackage.version} has no entry 'millstream/nothing'.`,
  })
})

test('modules of the package that are named by path are the running ones', async () => {
  const path = write('inside.ts', `export { StreamError } from '${ownPackage.modules}kernel/errors.ts'\n`)
  const { StreamError } = await import('../../kernel/errors.ts')
  assert.equal((await loadProgram(path)).StreamError, StreamError)
})

test('all syntax errors are told with file, line and column', async () => {
  write('broken.ts', 'export const b = )\n')
  write('syntax.ts', '\n\nconst a = = 2\n')
  const path = write('both.ts', "import './broken.ts'\nimport './syntax.ts'\n")
  await assert.rejects(bundleProgram(path), (error: Error) => {
    const lines = error.message.replace('E_JOB_UNREADABLE at ', '').replace(/\.$/, '').split('\n')
    assert.deepEqual(lines.sort(), [
      `${join(folder, 'broken.ts')}:1:18: Unexpected ")"`,
      `${join(folder, 'syntax.ts')}:3:11: Unexpected "="`,
    ])
    return true
  })
})

test('a file that is not there is told by its path', async () => {
  const path = join(folder, 'none.ts')
  await assert.rejects(loadProgram(path), {
    message: `E_JOB_UNREADABLE at ${path}: there is no such file. Give the path of a TypeScript or JavaScript module.`,
  })
  assert.equal(existsSync(path), false)
})
