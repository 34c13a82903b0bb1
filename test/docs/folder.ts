import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { ROOT } from './blocks.ts'

/** A folder of generated modules below .cache/docs, made anew. */
export class Folder {
  readonly path: string

  constructor(name: string) {
    this.path = `${ROOT}.cache/docs/${name}`
    rmSync(this.path, { recursive: true, force: true })
    mkdirSync(this.path, { recursive: true })
  }

  /** Write a module and answer its URL. */
  write(file: string, code: string): string {
    writeFileSync(`${this.path}/${file}`, code)
    return pathToFileURL(`${this.path}/${file}`).href
  }

  /** Compile everything in the folder as the project's own tests are; answers what the compiler has to say of it. */
  typeErrors(): string {
    const config = {
      extends: '../../../tsconfig.json',
      compilerOptions: { noUnusedLocals: false, noUnusedParameters: false, rootDir: '../../..' },
      include: ['.'],
      exclude: [],
    }
    this.write('tsconfig.json', JSON.stringify(config))
    const args = [`${ROOT}node_modules/typescript7/bin/tsc`, '--noEmit', '-p', this.path]
    const { stdout, stderr, status } = spawnSync(process.execPath, args, { cwd: this.path, encoding: 'utf8' })
    // 2 is what the compiler ends with when it found errors; anything else means that it did not run.
    if (status !== 0 && status !== 2) throw new Error(`the compiler ended with ${status}: ${stderr}`)
    return stdout.replaceAll(/^\.\..*\n(?: .*\n)*/gm, '')
  }
}

const SOURCES = pathToFileURL(`${ROOT}src/`).href

/** The same module on the sources of this repository, so that what is tested is what is being written. */
export const onSources = (code: string): string =>
  code
    .replaceAll(/(['"])millstream\1/g, `'${SOURCES}index.ts'`)
    .replaceAll(/(['"])millstream\/(\w+)\1/g, `'${SOURCES}$2/index.ts'`)
