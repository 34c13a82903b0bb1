import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { SETTINGS } from '../../src/rdd/settings.ts'

const page = readFileSync(new URL('../../docs/reference/settings.md', import.meta.url), 'utf8')

test('docs/reference/settings.md has one row for each setting, in the order of the table, with type and default', () => {
  const rows = [...page.matchAll(/^\| `([\w.]+)` \| (\w+) \| (.*?) \| (.*) \|$/gm)].map(([, ...cells]) => cells)
  assert.deepEqual(
    rows,
    Object.entries(SETTINGS).map(([key, { type, fallback, doc }]) => [
      key,
      type,
      fallback === undefined ? '' : `\`${fallback}\``,
      doc,
    ]),
  )
})
