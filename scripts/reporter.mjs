import { relative, resolve } from 'node:path'
import { inspect } from 'node:util'

/**
 * Follow the events of a run of node:test: say everything about a test that failed, nothing about one that passed.
 *
 * A test that has tests inside, like a suite or a file, counts only when it failed by itself, so what is counted is
 * what was checked. What was skipped is said by name, because a skipped test is a promise not kept yet.
 */
export async function report(events, say) {
  const counts = { passed: 0, failed: 0, skipped: 0 }
  const output = new Map()
  let path = []
  for await (const { type, data } of events) {
    const file = resolve(data.file ?? '')
    if (OUTPUT.has(type)) output.set(file, `${output.get(file) ?? ''}${data.message.trimEnd()}\n`)
    if (type === 'test:start') path = [...path.slice(0, data.nesting), data.name]
    if (type !== 'test:pass' && type !== 'test:fail') continue

    const result = resultOf(type, data, path)
    const title = [...path.slice(0, data.nesting), data.name].join(' › ')
    if (result !== undefined) counts[result]++
    if (result === 'skipped') say(`       skipped: ${title}`)
    if (result === 'failed') {
      say(`FAILED ${title}\n  at ${relative('.', file)}:${data.line}\n${indent(reasonOf(data.details.error))}`)
      if (output.has(file)) say(`  output of the file:\n${indent(output.get(file))}`)
      output.delete(file)
    }
  }
  return counts
}

/** What a test writes, and what node:test says of a file. It is kept until a test of the file fails. */
const OUTPUT = new Set(['test:stdout', 'test:stderr', 'test:diagnostic'])

/** What an event adds to the counts, if anything. `path` holds the names of the tests that started last, by depth. */
function resultOf(type, { name, file, nesting, skip, todo, details }, path) {
  if (skip !== undefined || todo !== undefined) return 'skipped'
  if (type === 'test:fail') return details.error.failureType === 'subtestsFailed' ? undefined : 'failed'
  // A file is reported as a test too when it has none inside.
  const holdsTests = path.length > nesting + 1 || details.type === 'suite' || file.endsWith(name)
  return holdsTests ? undefined : 'passed'
}

function reasonOf(error) {
  if (error.failureType === 'testAborted') return 'It was still running when nothing had happened for two minutes.'
  return inspect(error.cause ?? error)
}

const indent = (text) => text.trimEnd().replace(/^/gm, '    ')
