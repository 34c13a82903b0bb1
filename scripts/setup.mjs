/**
 * Make the folder ready: install what package-lock.json says, compile what runs as WebAssembly, and with `--build` make
 * dist/ when it is older than src/.
 *
 * It runs before everything else, under whatever Node the machine has, so it needs nothing and uses old syntax only.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const modified = (path) => (existsSync(join(root, path)) ? statSync(join(root, path)).mtimeMs : 0)

function run(says, command, args) {
  console.log(says)
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit' })
  if (status !== 0) {
    console.error(`${command} ${args.join(' ')} failed${error ? `: ${error.message}` : ''}`)
    process.exit(status || 1)
  }
}

function newest(folder) {
  return readdirSync(join(root, folder), { withFileTypes: true }).reduce((latest, entry) => {
    const path = `${folder}/${entry.name}`
    return Math.max(latest, entry.isDirectory() ? newest(path) : modified(path))
  }, 0)
}

// npm writes this file at the end of an installation, so a broken one is done again.
if (modified('node_modules/.package-lock.json') < modified('package-lock.json'))
  run('installing the packages of package-lock.json …', 'npm', ['ci', '--include=dev', '--loglevel=error'])

const newestSource = Math.max(...['words', 'columns', 'table'].map((name) => modified(`src/kernel/bytes/${name}.as`)))
if (['words', 'columns'].some((module) => modified(`src/kernel/bytes/${module}.wasm`) < newestSource))
  run('compiling WebAssembly …', join(root, 'node_modules/.bin/node'), [join(root, 'scripts/wasm.mjs')])

if (
  process.argv.includes('--build') &&
  modified('dist/index.js') < Math.max(newest('src'), modified('tsconfig.build.json'))
)
  run('building dist/ …', join(root, 'node_modules/.bin/node'), [join(root, 'scripts/build.mjs')])
