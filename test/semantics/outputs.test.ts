import assert from 'node:assert/strict'
import { test } from 'node:test'
import { TestRun } from '../../src/testing/index.ts'
import type { OutputCase } from './case.ts'
import { OUTPUTS } from './streams/outputs.ts'

for (const master of ['local', 'local[2]', 'local[4]'])
  for (const row of OUTPUTS) test(`${row.name} [${master}]`, () => run(row, master))

async function run({ input, operate, ...expected }: OutputCase, master: string): Promise<void> {
  await using run = new TestRun({ master })
  const noted: unknown[] = []
  const submitted: number[] = []
  run.ssc.addStreamingListener({
    onBatchSubmitted: ({ batchInfo }) => submitted.push(batchInfo.batchTime.milliseconds),
  })
  operate(run.input(...input).stream, (what) => noted.push(what))
  await run.tick(input.length)
  await run.stop()
  assert.deepEqual(noted, expected.noted ?? [])
  assert.deepEqual(run.printed, expected.printed ?? [])
  assert.deepEqual(filesOf(run.files), expected.files ?? {})
  assert.deepEqual(submitted, expected.submitted)
}

/** Every file, with its text. */
function filesOf(files: TestRun['files'], directory = '/'): Record<string, string> {
  const all = files.listSync(directory).map(({ path, kind }) => {
    if (kind === 'directory') return filesOf(files, path)
    const file = files.open(path)
    const bytes = new Uint8Array(file.size)
    file.read(bytes, 0)
    return { [path]: new TextDecoder().decode(bytes) }
  })
  return Object.assign({}, ...all)
}
