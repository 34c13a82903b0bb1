import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import ts from 'typescript'
import { ROOT } from './blocks.ts'

const sources = new Map<string, ts.SourceFile>()

function sourceOf(path: string): ts.SourceFile {
  const known = sources.get(path)
  if (known !== undefined) return known
  const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true)
  sources.set(path, source)
  return source
}

/** `name` of each export of an entry with the file that declares it. */
function exportsOf(entry: string): { readonly name: string; readonly file: string }[] {
  return sourceOf(entry)
    .statements.filter(ts.isExportDeclaration)
    .flatMap(({ exportClause, moduleSpecifier }) => {
      assert.ok(exportClause !== undefined && ts.isNamedExports(exportClause), 'exports are named one by one')
      const file = join(dirname(entry), (moduleSpecifier as ts.StringLiteral).text)
      return exportClause.elements.map((element) => ({ name: (element.propertyName ?? element.name).text, file }))
    })
}

/** True when one of the declarations of `name` has a docstring; a type and a value of one name need only one. */
function isDocumented(file: string, name: string): boolean {
  return sourceOf(file).statements.some(
    (statement) => declares(statement, name) && ts.getJSDocCommentsAndTags(statement).some(ts.isJSDoc),
  )
}

function declares(statement: ts.Statement, name: string): boolean {
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.some((declaration) => declaration.name.getText() === name)
  return 'name' in statement && (statement.name as ts.Identifier | undefined)?.text === name
}

for (const entry of ['src/index.ts', 'src/connect/index.ts', 'src/testing/index.ts'])
  test(`every export of ${entry} has a docstring`, () => {
    const exported = exportsOf(`${ROOT}${entry}`)
    assert.ok(exported.length > 0)
    const bare = exported.filter(({ name, file }) => !isDocumented(file, name))
    assert.deepEqual(
      bare.map(({ name, file }) => `${name} in ${file.slice(ROOT.length)}`),
      [],
    )
  })
