import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { bundle } from '../../scripts/bundle.mjs'
import { Life } from './life.ts'

const pathOf = (file: string): string => fileURLToPath(new URL(`../../${file}`, import.meta.url))

let built: Promise<string> | undefined

/**
 * The command of the package as it is installed, made from the sources of now; it lies below the checkout, so that it finds
 * the packages there. It goes with this process.
 */
export function builtCommand(): Promise<string> {
  built ??= build()
  return built
}

async function build(): Promise<string> {
  mkdirSync(pathOf('.cache'), { recursive: true })
  const folder = mkdtempSync(pathOf('.cache/built-'))
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  await bundle(`${folder}/dist`)
  mkdirSync(`${folder}/bin`)
  for (const file of ['package.json', 'bin/millstream.js']) copyFileSync(pathOf(file), `${folder}/${file}`)
  const command = `${folder}/bin/millstream.js`
  // So that it is compiled: a process that is killed does not keep what it has compiled.
  await new Life([command, '--version']).over()
  return command
}
