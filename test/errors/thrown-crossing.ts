import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { anonymous, type Row, type Trial } from './row.ts'
import { THINGS } from './thrown-things.ts'

/** What a row of a crossing is given beside the rest: a function that throws the thing at hand. */
export interface Failing {
  readonly fail: (...args: any[]) => any
}

/** How the engine runs loops over records; every row holds for each. */
export const MODES = [
  { mode: 'generated', codegen: true },
  { mode: 'closures', codegen: false },
] as const

/**
 * A test for each row and mode: whatever is thrown, its program fails with its message, in which `THROWN` stands for the
 * thing; the thing is its cause; and nothing else is lost.
 */
export function crosses<G extends Failing>(
  table: string,
  rows: readonly Row<G>[],
  begin: (codegen: boolean, fail: Failing['fail']) => Trial<G>,
  things = THINGS,
): void {
  const source = readFileSync(fileURLToPath(table), 'utf8').split('\n')
  for (const { mode, codegen } of MODES)
    rows.forEach((row, n) => {
      test(`${row.name} [${mode}]`, async () => {
        let thrown: unknown
        const trial = begin(codegen, () => {
          throw thrown
        })
        try {
          for (const thing of things) {
            thrown = thing.make()
            const error = await failureOf(row.program, trial, thing.name)
            const message = anonymous(error, source, row.line, rows[n + 1]?.line ?? source.length)
            assert.equal(
              message,
              row.message.replace('THROWN', () => thing.text),
              thing.name,
            )
            assert.ok(Object.is(error.cause, thrown), `${thing.name} is the cause`)
            await trial.stillWorks()
          }
        } finally {
          await trial.close()
        }
      })
    })
}

async function failureOf<G>(program: Row<G>['program'], { given, outcome }: Trial<G>, name: string): Promise<Error> {
  let answer: unknown
  try {
    answer = await program(given)
    await outcome?.()
  } catch (error) {
    if (error instanceof Error) return error
    assert.fail(`${name}: what is thrown is no error`)
  }
  return assert.fail(`${name}: the program did not fail, and answered ${String(answer)}`)
}
