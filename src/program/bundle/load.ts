import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { StreamError } from '../../kernel/errors.ts'
import { isJob, type JobDefinition } from '../job.ts'
import { bundleProgram } from './bundle.ts'
import { resolveProgramImports } from './imports.ts'

/** The exports of a program's module. */
export type ProgramModule = Readonly<Record<string, unknown>>

/**
 * Import the program at `path`. Where esbuild is installed, and `bundle` is not false, it is compiled into one module
 * first: all of TypeScript works. Otherwise Node imports the file itself, which takes types away and knows nothing else
 * of TypeScript. Either way `import 'millstream'` is the package that runs.
 *
 * Errors    E_JOB_UNREADABLE; what the module throws while it is evaluated
 */
export async function loadProgram(path: string, options: { readonly bundle?: boolean } = {}): Promise<ProgramModule> {
  const file = resolve(path)
  requireFile(file)
  // Errors are to name the lines of the user's files, not of the bundle.
  process.setSourceMapsEnabled(true)
  const bundle = options.bundle === false ? undefined : await bundleProgram(file)
  resolveProgramImports()
  try {
    const url = pathToFileURL(bundle?.path ?? file).href
    const exports = (await import(url)) as ProgramModule
    if (isJob(exports.default)) origins.set(exports.default, url)
    return exports
  } catch (error) {
    throw isRefused(error) ? unreadable(error, file, hintFor(error, options.bundle)) : error
  }
}

const origins = new WeakMap<JobDefinition, string>()

/** URL of the module that exports `job`, where another host finds it; undefined for one that was not loaded from here. */
export const originOf = (job: JobDefinition): string | undefined => origins.get(job)

function requireFile(file: string): void {
  const status = statSync(file, { throwIfNoEntry: false })
  if (status !== undefined && !status.isDirectory()) return
  throw new StreamError('E_JOB_UNREADABLE', status === undefined ? 'there is no such file' : 'it is a directory', {
    at: file,
    hint: 'Give the path of a TypeScript or JavaScript module.',
  })
}

/** True for what Node refuses while it loads a module, not for a SyntaxError that the program throws. */
const isRefused = (error: unknown): error is SyntaxError & { code?: string } =>
  error instanceof SyntaxError &&
  (/_TYPESCRIPT_SYNTAX$/.test(String((error as { code?: string }).code)) ||
    /^ {4}at (?:compileSourceTextModule|#?asyncInstantiate|ModuleJob\._instantiate) /m.test(error.stack ?? ''))

function hintFor({ message }: SyntaxError, bundle: boolean | undefined): string {
  if (/does not provide an export named/.test(message))
    return 'Correct the name; what is only a type is imported by `import type`.'
  return bundle === false
    ? 'Correct it, or have the program compiled: without --no-bundle.'
    : 'Correct it; or, for enums and other syntax that is more than types, npm install esbuild, which compiles it.'
}

function unreadable(error: SyntaxError, file: string, hint: string): StreamError {
  // Only its compiler of TypeScript tells where it stopped: in the first line of the stack.
  const [, place, line] = /^(\S.*):(\d+)\n/.exec(error.stack ?? '') ?? []
  return new StreamError('E_JOB_UNREADABLE', error.message, {
    at: place === undefined ? file : `${place.startsWith('file:') ? fileURLToPath(place) : place}:${line}`,
    hint,
  })
}
