/**
 * Compile src/kernel/bytes/words.as to words.wasm beside it, when that is older. With `--copy` put it into dist/ as well.
 *
 * The compiler is a development dependency. Where it is missing nothing is made, and the engine runs the same work in
 * JavaScript: slower, with the same results.
 */
import { copyFileSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const folder = new URL('../src/kernel/bytes/', import.meta.url)
const [source, target] = ['words.as', 'words.wasm'].map((name) => fileURLToPath(new URL(name, folder)))
const modified = (path) => (existsSync(path) ? statSync(path).mtimeMs : 0)

const FLAGS = '-O3 --enable simd --runtime stub --noAssert --use abort='.split(' ')

async function compile() {
  const { default: asc } = await import('assemblyscript/asc')
  // The compiler knows files by the ending .ts, which would make TypeScript of this one.
  const readFile = (name) => (name === 'words.ts' ? readFileSync(source, 'utf8') : null)
  const writeFile = (_name, content) => writeFileSync(target, content)
  const { error, stderr } = await asc.main(['words.ts', '--outFile', 'words.wasm', ...FLAGS], { readFile, writeFile })
  if (error) throw new Error(`${stderr}${error.message}`)
}

if (modified(target) < modified(source)) {
  try {
    await compile()
  } catch (error) {
    if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error
    console.log('words.wasm is not made, because assemblyscript is not installed; JavaScript does its work')
  }
}
if (process.argv.includes('--copy') && existsSync(target))
  copyFileSync(target, fileURLToPath(new URL('../dist/kernel/bytes/words.wasm', import.meta.url)))
