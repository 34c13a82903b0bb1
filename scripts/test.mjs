/**
 * Run every check of the project, or only the tests under the paths given: `npm test -- src/kernel`.
 *
 * The last line is `N passed, M failed, K skipped`. A check that is not a test of node:test (format, types, package)
 * counts as one.
 */
import { spawnSync } from 'node:child_process'
import { globSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, normalize } from 'node:path'
import { run } from 'node:test'
import { fileURLToPath } from 'node:url'
import { report } from './reporter.mjs'

/** A run in which nothing happens for so long is stuck: something keeps a process open. */
const STUCK_AFTER_MS = 120_000

process.chdir(fileURLToPath(new URL('..', import.meta.url)))
const NODE = process.execPath
const TSC = 'node_modules/typescript7/bin/tsc'
/** As a user's compiler reads the declarations, with nothing skipped. */
const AS_USER = '--ignoreConfig --noEmit --strict --module nodenext --types node'.split(' ')
const only = process.argv.slice(2).map((path) => normalize(path))
const total = { passed: 0, failed: 0, skipped: 0 }

function add(name, counts, started) {
  for (const key of Object.keys(total)) total[key] += counts[key]
  const result = counts.failed === 0 ? 'ok    ' : 'FAILED'
  console.log(`${result} ${name} (${((performance.now() - started) / 1000).toFixed(1)} s)`)
}

/** Run a command, which counts as one test; its output is shown when it fails. */
function check(name, command, args) {
  const started = performance.now()
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 1 << 28 })
  if (status !== 0) console.log(`${stdout}${stderr}${error ?? ''}`)
  add(name, { passed: Number(status === 0), failed: Number(status !== 0), skipped: 0 }, started)
}

/** Run files of node:test in processes of their own, two at a time. */
async function tests(name, patterns, execArgv = []) {
  const started = performance.now()
  const files = globSync(patterns).filter((f) => only.length === 0 || only.some((path) => f.startsWith(path)))
  if (files.length === 0) return
  const stuck = new AbortController()
  const watch = setTimeout(() => stuck.abort(), STUCK_AFTER_MS)
  const events = run({ files: files.sort(), concurrency: 2, execArgv, signal: stuck.signal })
  events.on('data', () => watch.refresh())
  const counts = await report(events, console.log)
  clearTimeout(watch)
  add(`${name}: ${counts.passed} passed in ${files.length} files`, counts, started)
}

function packageChecks() {
  check('build', NODE, ['scripts/build.mjs'])
  check('declarations', NODE, [TSC, ...AS_USER, ...globSync('dist/{,*/}index.d.ts')])
  const folder = mkdtempSync(join(tmpdir(), 'millstream-pack-'))
  try {
    check('pack', 'npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder])
    const [tarball = ''] = globSync(`${folder}/*.tgz`)
    check('package: publint', 'node_modules/.bin/publint', ['run', '--strict', tarball])
    check('package: types resolve', 'node_modules/.bin/attw', ['--profile', 'esm-only', tarball])
  } finally {
    rmSync(folder, { recursive: true })
  }
}

if (only.length === 0) {
  check('format and lint', 'node_modules/.bin/biome', ['check', '--error-on-warnings', '.'])
  check('types', NODE, [TSC, '--noEmit', '-p', 'tsconfig.json'])
  if (globSync('test/types/*.ts').length > 0) check('type tests', NODE, [TSC, '--noEmit', '-p', 'test/types'])
  packageChecks()
}
await tests('tests', ['src/**/*.test.ts', 'test/**/*.test.ts', 'bench/**/*.test.ts'])
if (only.length === 0)
  await tests(
    'tests without code generation',
    ['src/engine/**/*.test.ts', 'test/semantics/**/*.test.ts'],
    ['--disallow-code-generation-from-strings'],
  )
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`)
process.exit(total.failed === 0 && total.passed > 0 ? 0 : 1)
