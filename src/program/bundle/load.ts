import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { StreamError } from '../../kernel/errors.ts'
import { isJob, type JobDefinition } from '../job.ts'
import { bundleProgram } from './bundle.ts'

/** The exports of a program's module. */
export type ProgramModule = Readonly<Record<string, unknown>>

/**
 * Import the program at `path`, compiled first unless `bundle` is false: then Node imports the file itself, and its
 * `import 'millstream'` is whatever is installed beside it.
 *
 * Errors    E_JOB_UNREADABLE; what the module throws while it is evaluated
 */
export async function loadProgram(path: string, options: { readonly bundle?: boolean } = {}): Promise<ProgramModule> {
  const file = resolve(path)
  requireFile(file)
  // Errors are to name the lines of the user's files, not of the bundle.
  process.setSourceMapsEnabled(true)
  const module = options.bundle === false ? file : (await bundleProgram(file)).path
  try {
    const url = pathToFileURL(module).href
    const exports = (await import(url)) as ProgramModule
    if (isJob(exports.default)) origins.set(exports.default, url)
    return exports
  } catch (error) {
    throw isRefused(error) ? unreadable(error, file) : error
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

/** True for a syntax that Node refuses while it loads a module, not for a SyntaxError that the program throws. */
const isRefused = (error: unknown): error is SyntaxError & { code?: string } =>
  error instanceof SyntaxError &&
  (/_TYPESCRIPT_SYNTAX$/.test(String((error as { code?: string }).code)) ||
    /^ {4}at compileSourceTextModule /m.test(error.stack ?? ''))

function unreadable(error: SyntaxError, file: string): StreamError {
  // Only its compiler of TypeScript tells where it stopped: in the first line of the stack.
  const [, url, line] = /^(file:.*):(\d+)\n/.exec(error.stack ?? '') ?? []
  return new StreamError('E_JOB_UNREADABLE', error.message, {
    at: url === undefined ? file : `${fileURLToPath(url)}:${line}`,
    hint: 'Correct it, or have the program compiled: without --no-bundle.',
  })
}
