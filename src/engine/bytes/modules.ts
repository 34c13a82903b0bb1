import { fileURLToPath } from 'node:url'
import { compiled } from '../../kernel/bytes/wasm-words.ts'
import { packageFile } from '../../kernel/package.ts'
import { nodeFiles } from '../../storage/node-files.ts'
import { readBytes } from '../../storage/whole.ts'

const modules = new Map<string, object | undefined>()

/** A compiled module of kernel/bytes; undefined where it was not built, or cannot run. */
export function moduleOf(name: string): object | undefined {
  if (!modules.has(name)) modules.set(name, load(name))
  return modules.get(name)
}

function load(name: string): object | undefined {
  try {
    return compiled(readBytes(nodeFiles, fileURLToPath(packageFile(`kernel/bytes/${name}.wasm`, `${name}.wasm`))))
  } catch {
    return undefined
  }
}
