/**
 * Compile src/kernel/bytes/words.as and columns.as to WebAssembly beside them, when their sources are newer.
 *
 * The compiler is a development dependency. Where it is missing nothing is made, and the engine runs the same work in
 * JavaScript: slower, with the same results.
 */
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const folder = new URL('../src/kernel/bytes/', import.meta.url)
const pathOf = (name) => fileURLToPath(new URL(name, folder))
const modified = (path) => (existsSync(path) ? statSync(path).mtimeMs : 0)

const MODULES = ['words', 'columns']
const FLAGS = '-O3 --enable simd --runtime stub --noAssert --use abort='.split(' ')

/** Modules share files, so all are as old as the newest source. */
const newest = Math.max(
  ...readdirSync(folder)
    .filter((name) => name.endsWith('.as'))
    .map((name) => modified(pathOf(name))),
)

async function compile(module) {
  const { default: asc } = await import('assemblyscript/asc')
  // The compiler knows files by the ending .ts, which would make TypeScript of these.
  const sourceOf = (name) => pathOf(name.replace(/\.ts$/, '.as'))
  const readFile = (name) => (existsSync(sourceOf(name)) ? readFileSync(sourceOf(name), 'utf8') : null)
  const writeFile = (name, content) => writeFileSync(pathOf(name), content)
  const { error, stderr } = await asc.main([`${module}.ts`, '--outFile', `${module}.wasm`, ...FLAGS], {
    readFile,
    writeFile,
  })
  if (error) throw new Error(`${stderr}${error.message}`)
}

for (const module of MODULES) {
  const target = pathOf(`${module}.wasm`)
  if (modified(target) < newest) {
    try {
      await compile(module)
    } catch (error) {
      if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error
      console.log(`${module}.wasm is not made, because assemblyscript is not installed; JavaScript does its work`)
    }
  }
}
