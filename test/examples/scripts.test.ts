/** The examples that are scripts: real time, a real socket, and of their output what depends on neither. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { portOf, programs, Running } from '../cli/command.ts'
import { check, pathOf, sourceOf } from './example.ts'

programs()

/** Run a script to its end, which is to be a good one. */
async function outputOf(name: string, environment: Readonly<Record<string, string>> = {}): Promise<string> {
  const program = new Running(['run', pathOf(name)], '', environment)
  assert.deepEqual([await program.code, program.stderr], [0, ''])
  return program.stdout
}

/** Empty batches at the end, from the fourth of an output on. */
const MORE = /(?:-{43}\nTime: [4-9]000 ms\n-{43}\n\n)+$/

/** The same output as if its first batch had been that of 1000 ms. */
function fromTheBeginning(output: string): string {
  const first = Number(/^Time: (\d+) ms$/m.exec(output)?.[1])
  return output.replaceAll(/^Time: (\d+) ms$/gm, (_, time) => `Time: ${Number(time) - first + 1000} ms`)
}

/** The demo on data that come ten times faster: all of it is in the last window. */
async function earthquakes(): Promise<string> {
  const { file, rate } = sourceOf('earthquakes')
  const source = new Running(['nc', '--listen', '0', '--file', file, '--rate', `${rate * 10}`, '--keep-open'])
  try {
    return await outputOf('earthquakes', { PORT: String(await portOf(source)) })
  } finally {
    source.signal('SIGKILL')
  }
}

describe('scripts', { concurrency: true }, () => {
  test('queue-stream prints what is expected, and perhaps an empty batch more', { timeout: 30_000 }, async () => {
    const output = fromTheBeginning(await outputOf('queue-stream'))
    check('queue-stream', output.replace(MORE, ''))
  })

  test('earthquakes prints the records, last window and summary expected', { timeout: 30_000 }, async () => {
    const output = await earthquakes()
    const records = output.split('\n').filter((line) => line.startsWith('** record'))
    const end = output.slice(output.lastIndexOf('\nTime: ')).replace(/^\nTime: .*\n-+\n/, '')
    check('earthquakes', `${records.sort().join('\n')}\n\n${end}`)
  })
})
