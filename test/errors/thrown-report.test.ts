import assert from 'node:assert/strict'
import { test } from 'node:test'
import { exitCodeOf, reportError } from '../../src/cli/report.ts'
import { LineLogger } from '../../src/kernel/log.ts'
import { printable } from '../../src/kernel/show.ts'
import { THINGS } from './thrown-things.ts'

for (const { name, make, text } of THINGS)
  test(`${name}, thrown past millstream, is reported in a few harmless lines`, () => {
    const thrown = make()
    const report = reportError(thrown)
    assert.ok(report.includes(text), report.slice(0, 3000))
    assert.ok(report.length < 20_000 && report.split('\n').length < 40, 'it is short')
    assert.ok(report.split('\n').every((line) => printable(line) === line))
    assert.equal(exitCodeOf(thrown), 1)
    const lines: string[] = []
    new LineLogger((line) => lines.push(line)).error('failed', thrown)
    assert.deepEqual(lines, [thrown === undefined ? 'ERROR failed' : `ERROR failed: ${text}`])
  })
