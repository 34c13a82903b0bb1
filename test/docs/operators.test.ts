import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { ROOT } from './blocks.ts'
import { declaredMembers } from './declared.ts'

/** Names that a page of the guide does not write as code in one of its tables. */
function missing(names: readonly string[], page: string): string[] {
  const rows = readFileSync(`${ROOT}docs/guide/${page}`, 'utf8').match(/^\|.*/gm) ?? []
  const code = rows.flatMap((row) => row.match(/`[^`]+`/g) ?? []).join(' ')
  return names.filter((name) => !new RegExp(`(?<![\\w$])${name}(?![\\w$])`).test(code))
}

const TABLES = [
  ['operators.md', 'streaming/surface', /Operators$/, 40],
  ['rdds.md', 'rdd/surface', /Operators$/, 90],
  ['sources.md', 'streaming/inputs', /^StreamSources$/, 7],
] as const

for (const [page, folder, interfaces, atLeast] of TABLES)
  test(`the tables of docs/guide/${page} have everything that src/${folder} declares`, () => {
    const names = [...new Set(declaredMembers(folder, interfaces).map(({ name }) => name))]
    assert.ok(names.length >= atLeast, `${names.length} names`)
    assert.deepEqual(missing(names, page), [])
  })
