import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

/**
 * One bad program and the whole message that it must get.
 *
 * In `message`, `(here)` stands for the file of the table and a line of this row on which the operator is called.
 */
export interface Row<G> {
  readonly name: string
  readonly program: (given: G) => unknown
  readonly message: string
  /** Line of the table on which the row begins, taken by `row`. */
  readonly line: number
}

export const row = <G>(name: string, program: (given: G) => unknown, message: string): Row<G> => ({
  name,
  program,
  message,
  line: callerLine(),
})

/** What a program of a row is given, and what must still work when it has failed. */
export interface Trial<G> {
  readonly given: G
  /** Take the error that the program itself did not throw, such as that of a batch. */
  readonly outcome?: () => Promise<unknown>
  /** Throws unless everything else still works. */
  readonly stillWorks: () => Promise<void>
  readonly close: () => Promise<unknown>
}

/** A test for each row: its program fails with its message, and nothing else is lost. */
export function holds<G>(table: string, rows: readonly Row<G>[], begin: () => Trial<G>): void {
  const source = readFileSync(fileURLToPath(table), 'utf8').split('\n')
  rows.forEach((each, n) => {
    const end = rows[n + 1]?.line ?? source.length
    test(each.name, { timeout: 10_000 }, async () => {
      const trial = begin()
      try {
        const error = await thrownBy(each.program, trial)
        assert.equal(anonymous(error, source, each.line, end), each.message)
        await trial.stillWorks()
      } finally {
        await trial.close()
      }
    })
  })
}

async function thrownBy<G>(program: Row<G>['program'], { given, outcome }: Trial<G>): Promise<Error> {
  try {
    await program(given)
    await outcome?.()
  } catch (error) {
    assert.ok(error instanceof Error, 'what is thrown is an error')
    return error
  }
  return assert.fail('the program did not fail')
}

/** The message with `(here)` for each place that is a call of the named operator on a line of the row. */
export function anonymous(error: Error, source: readonly string[], from: number, end: number): string {
  return error.message.replace(/(\w+) \(([\w.-]+\.ts):(\d+)\)/g, (place, operator: string, _file, text: string) => {
    const line = Number(text)
    const isCall = new RegExp(`\\b${operator}\\b`).test(source.slice(line - 1, line + 1).join('\n'))
    return line >= from && line < end && isCall ? `${operator} (here)` : place
  })
}

/** The line that called who called this. */
function callerLine(): number {
  const frame = new Error().stack?.split('\n')[3] ?? ''
  return Number(/:(\d+):\d+\)?$/.exec(frame)?.[1])
}
