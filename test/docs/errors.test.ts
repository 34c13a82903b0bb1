import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { CODES } from '../../src/kernel/errors.ts'

const page = readFileSync(new URL('../../docs/reference/errors.md', import.meta.url), 'utf8')
const sections = page.split(/^## /m).slice(1)

test('docs/reference/errors.md has one section for each code, in the order of the table, with its meaning', () => {
  const documented = sections.map((section) => {
    const [code = '', , meaning = ''] = section.split('\n')
    return [code, meaning]
  })
  assert.deepEqual(
    documented,
    Object.entries(CODES).map(([code, meaning]) => [code, `${meaning}.`]),
  )
})

test('every section says when it happens and what to do', () => {
  for (const section of sections) {
    assert.match(section, /\*\*When\*\*: \S/)
    assert.match(section, /\*\*What to do\*\*: \S/)
  }
})

test('every code is raised somewhere, and every code that is raised is in the table', () => {
  const src = new URL('../../src/', import.meta.url)
  const raised = new Set<string>()
  for (const file of readdirSync(src, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.ts') || file.endsWith('.test.ts') || file === 'kernel/errors.ts') continue
    for (const [, code] of readFileSync(new URL(file, src), 'utf8').matchAll(
      /'((?:E|CONFIG|CONN|STATE|BUG)_[A-Z_]+)'/g,
    ))
      raised.add(code as string)
  }
  const known = new Set<string>([...Object.keys(CODES)])
  assert.deepEqual(
    [...raised].filter((code) => !known.has(code)),
    [],
  )
  assert.deepEqual(
    [...known].filter((code) => !raised.has(code)),
    ['CONFIG_NODE_VERSION'],
  )
})
