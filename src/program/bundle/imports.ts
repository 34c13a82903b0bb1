import { existsSync } from 'node:fs'
import { type ResolveHookContext, registerHooks } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { StreamError } from '../../kernel/errors.ts'
import { ownPackage } from './own-package.ts'

let isRegistered = false

/**
 * Have Node, on this thread, find the imports of programs as a compiled program finds them: `millstream` is the package
 * that runs, wherever the program lies, and the import of a `.js` file that is not there is that of its `.ts` file.
 *
 * Errors    of an import: E_JOB_UNREADABLE for an entry that millstream does not have
 */
export function resolveProgramImports(): void {
  if (isRegistered) return
  isRegistered = true
  registerHooks({
    resolve(specifier, context, next) {
      if (/^millstream($|\/)/.test(specifier)) return { url: ownEntry(specifier, context), shortCircuit: true }
      try {
        return next(specifier, context)
      } catch (error) {
        const source = sourceOf(specifier, context)
        if (source === undefined) throw error
        return next(source, context)
      }
    },
  })
}

function ownEntry(specifier: string, { parentURL }: ResolveHookContext): string {
  const url = ownPackage.entry(specifier)
  if (url !== undefined) return url
  throw new StreamError('E_JOB_UNREADABLE', `millstream ${ownPackage.version} has no entry '${specifier}'`, {
    at: parentURL?.startsWith('file:') ? fileURLToPath(parentURL) : parentURL,
  })
}

/** URL of the TypeScript that a relative import of a program means when what it names is not there. */
function sourceOf(specifier: string, { parentURL }: ResolveHookContext): string | undefined {
  if (!/^\.{1,2}\//.test(specifier) || !parentURL?.startsWith('file:')) return undefined
  const file = fileURLToPath(new URL(specifier, parentURL))
  const names = [file.replace(/\.([cm]?)js$/, '.$1ts'), `${file}.ts`, `${file}.js`, `${file}/index.ts`]
  const found = names.find((name) => name !== file && existsSync(name))
  return found === undefined ? undefined : pathToFileURL(found).href
}
