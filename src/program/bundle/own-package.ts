import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { MODULES_FOLDER, PACKAGE_FOLDER, packageFile } from '../../kernel/package.ts'

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
  readonly exports: Readonly<Record<string, string | { readonly types: string; readonly default: string }>>
}

const manifest = JSON.parse(readFileSync(new URL('package.json', PACKAGE_FOLDER), 'utf8')) as Manifest

export const ownPackage: OwnPackage = {
  version: manifest.version,
  modules: fileURLToPath(MODULES_FOLDER),
  entry(specifier) {
    const target = manifest.exports[specifier.replace(manifest.name, '.')]
    if (target === undefined) return undefined
    if (typeof target === 'string') return new URL(target, PACKAGE_FOLDER).href
    // Declarations lie in dist/ as their sources lie in src/, which a checkout runs.
    const [source, built] = [target.types.replace('.d.ts', '.ts'), target.default].map((path) =>
      path.slice('./dist/'.length),
    )
    return packageFile(source as string, built as string).href
  },
}
