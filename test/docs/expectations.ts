import ts from 'typescript'

/**
 * Make what an example says of itself a check. An expression statement with a comment behind or below it becomes a call:
 *
 *     // -> value                           await __expect(expression, value)
 *     // batches input -> output            await __expectBatches((…names) => (expression), input, output)
 *     // batches input; effect -> value     await __expectEffect((…names) => (expression), input, async (…) => (effect), value)
 *
 * An effect is what can be seen after these batches, before the context stops: it may wait, and `printed` is what was
 * printed. Lines that begin with `//  ` carry a value on. No line moves.
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
  if (batches === undefined) return `await __expect(${expression}, ${said.slice(3)})`
  const { input, effect, output } = batches
  const build = `${names} => (${expression})`
  if (effect === undefined) return `await __expectBatches(${build}, ${input}, ${output})`
  return `await __expectEffect(${build}, ${input}, async ${names.replace(')', ', printed)')} => (${effect}), ${output})`
}

/** `batches [[1]] -> [[2]]`: text of the batches that go in, of what is looked at, and of what it must be. */
export function batchesOf(
  said: string,
): { readonly input: string; readonly effect: string | undefined; readonly output: string } | undefined {
  const [, input = '', effect, output = ''] = /^batches (.*?)(?:; (.*))? -> (.*)$/s.exec(said.trim()) ?? []
  return input === '' ? undefined : { input, effect, output }
}
