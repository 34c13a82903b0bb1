import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { test } from 'node:test'
import { ROOT } from './blocks.ts'
import { installChecks } from './checks.ts'
import { declaredMembers } from './declared.ts'
import { withChecks } from './expectations.ts'
import { Folder, onSources } from './folder.ts'

/** What an example sees beside its streams, on one line. */
const GIVEN = [
  `import { fileSink, idempotentSink, milliseconds, minutes, seconds, type State, StateSpec, transactionalSink } from 'millstream'`,
  'const add = (value: number | undefined, state: State<number>) => (state.getOption() ?? 0) + (value ?? 0)',
  'const sum = (key: string, v: number | undefined, s: State<number>) => (s.update(add(v, s)), [key, s.get()])',
  'const runningSum = StateSpec.function(sum), countSpec = runningSum',
  '',
].join('; ')
const NAMES = '({ stream, lines, pairs, other }, ssc, sc)'

interface Example {
  /** `windowed.ts:27`: the line where the code begins. */
  readonly name: string
  readonly code: string
}

const EXAMPLE = /^ *\* @example\n((?: *\*(?: .*)?\n)*?) *\*\//gm

function examplesOf(file: string): Example[] {
  const text = readFileSync(`${ROOT}src/${file}`, 'utf8')
  return [...text.matchAll(EXAMPLE)].map(({ index, 1: body = '' }) => ({
    name: `${basename(file)}:${text.slice(0, index).split('\n').length + 1}`,
    code: body.replaceAll(/^ *\* ?/gm, ''),
  }))
}

const files = globSync(['streaming/surface/*.ts', 'connect/*-sink.ts', 'rdd/sinks/file-sink.ts'], { cwd: `${ROOT}src` })
  .filter((file) => !file.endsWith('.test.ts'))
  .sort()
const folder = new Folder('stream-examples')
installChecks()

for (const { name, code } of files.flatMap(examplesOf))
  test(`the example of ${name} gives what it says`, async () => {
    const { code: checked, checks } = withChecks(code, NAMES)
    assert.equal(checks, 1, `its last line says no batches:\n${code}`)
    await import(folder.write(`${name.replace(/\.ts:/, '-')}.ts`, onSources(`${GIVEN}${checked}`)))
  })

test('every operator has an example', () => {
  const members = declaredMembers('streaming/surface', /Operators$/)
  const shown = new Set(members.filter(({ hasExample }) => hasExample).map(({ name }) => name))
  assert.ok(shown.size > 40, `${shown.size} are shown`)
  assert.deepEqual([...new Set(members.map(({ name }) => name).filter((name) => !shown.has(name)))], [])
})
