import { readdirSync, readFileSync } from 'node:fs'
import ts from 'typescript'
import { ROOT } from './blocks.ts'

/** A member of an interface that declares what users call. */
export interface Member {
  readonly name: string
  readonly hasExample: boolean
}

/** The members of the interfaces whose name matches, in the files of a folder of src/; one for each overload. */
export function declaredMembers(folder: string, interfaces: RegExp): Member[] {
  const files = readdirSync(`${ROOT}src/${folder}`).filter((file) => /(?<!\.test)\.ts$/.test(file))
  return files
    .map((file) => readFileSync(`${ROOT}src/${folder}/${file}`, 'utf8'))
    .map((text) => ts.createSourceFile('surface.ts', text, ts.ScriptTarget.Latest, true))
    .flatMap(({ statements }) => statements.filter(ts.isInterfaceDeclaration))
    .filter(({ name }) => interfaces.test(name.text))
    .flatMap(({ members }) => members.map(memberOf))
}

const memberOf = (member: ts.TypeElement): Member => ({
  name: member.name?.getText() ?? '',
  hasExample: ts.getJSDocTags(member).some(({ tagName }) => tagName.text === 'example'),
})
