import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

/**
 * The package that is running: a program's `import 'millstream'` must mean this one, wherever the program's file lies,
 * or there would be two engines that do not know each other's RDDs.
 */
export interface OwnPackage {
  readonly version: string
  /** Folder of its modules, `…/dist/` when installed and `…/src/` in a checkout, with the final slash. */
  readonly modules: string
  /** URL of an entry by its specifier: `millstream`, `millstream/testing`; undefined when the package has none. */
  entry(specifier: string): string | undefined
}

interface Manifest {
  readonly name: string
  readonly version: string
  readonly exports: Readonly<Record<string, string | { readonly default: string }>>
}

const HERE = fileURLToPath(import.meta.url)
const EXTENSION = HERE.slice(HERE.lastIndexOf('.'))
const MODULES = join(dirname(HERE), '../../')
const manifest = JSON.parse(readFileSync(join(MODULES, '../package.json'), 'utf8')) as Manifest

export const ownPackage: OwnPackage = {
  version: manifest.version,
  modules: MODULES,
  entry(specifier) {
    const target = manifest.exports[specifier.replace(manifest.name, '.')]
    if (target === undefined) return undefined
    const path = typeof target === 'string' ? target : target.default
    // The manifest names the compiled files; a checkout runs the sources that they are made from.
    const file = path.startsWith('./dist/')
      ? join(MODULES, path.slice('./dist/'.length).replace(/\.js$/, EXTENSION))
      : join(MODULES, '..', path)
    return existsSync(file) ? pathToFileURL(file).href : undefined
  },
}
