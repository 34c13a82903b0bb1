import ts from 'typescript'

/**
 * Make what an example says of itself a check: an expression statement with `// -> value` behind or below it becomes
 * `await __expect(expression, value)`, and one with `// batches input -> output` becomes
 * `await __expectBatches((…names) => (expression), input, output)`. Lines that begin with `//  ` carry a value on. No line
 * moves.
 */
export function withChecks(code: string, names: string): { readonly code: string; readonly checks: number } {
  const source = ts.createSourceFile('example.ts', code, ts.ScriptTarget.Latest, true)
  let text = code
  let checks = 0
  for (const statement of source.statements.filter(ts.isExpressionStatement).reverse()) {
    const said = saidOf(code, statement)
    if (said === undefined) continue
    const expression = code.slice(statement.expression.getStart(), statement.expression.getEnd())
    text = text.slice(0, statement.getStart()) + checkOf(said, expression, names) + text.slice(statement.getEnd())
    checks++
  }
  return { code: text, checks }
}

/** The comments behind a statement that say what it gives, as one. */
function saidOf(code: string, statement: ts.Statement): string | undefined {
  const ranges = [ts.getTrailingCommentRanges, ts.getLeadingCommentRanges].flatMap(
    (of) => of(code, statement.end) ?? [],
  )
  const comments = ranges.map(({ pos, end }) => code.slice(pos, end))
  const first = comments.findIndex((comment) => /^\/\/ (?:->|batches) /.test(comment))
  if (first < 0) return undefined
  const more = comments.slice(first + 1)
  const last = more.findIndex((comment) => !comment.startsWith('//  '))
  return [comments[first], ...more.slice(0, last < 0 ? more.length : last)].map((line) => line?.slice(3)).join(' ')
}

function checkOf(said: string, expression: string, names: string): string {
  const batches = batchesOf(said)
  return batches === undefined
    ? `await __expect(${expression}, ${said.slice(3)})`
    : `await __expectBatches(${names} => (${expression}), ${batches.input}, ${batches.output})`
}

/** `batches [[1]] -> [[2]]`: text of the batches that go in, and of those that come out. */
export function batchesOf(said: string): { readonly input: string; readonly output: string } | undefined {
  const match = /^batches (.*) -> (.*)$/s.exec(said.trim())
  return match === null ? undefined : { input: match[1] as string, output: match[2] as string }
}
