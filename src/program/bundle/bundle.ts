import { createHash } from 'node:crypto'
import { dirname, join } from 'node:path'
import type { BuildFailure, build, Message } from 'esbuild'
import { StreamError } from '../../kernel/errors.ts'
import { bundleFolder, placeBundle } from './place.ts'
import { META_DEFINES, programPlugin } from './plugin.ts'

type Build = typeof build

/** A program as one module that any Node can import: what worker processes import as well. */
export interface Bundle {
  readonly path: string
  /** SHA-256 of the module: the version of the program. */
  readonly hash: string
}

/**
 * Compile the program at `file` (TypeScript or JavaScript) with everything it imports by path into one module. Packages
 * stay outside and are found from the program's project; `millstream` is the package that runs. Undefined where esbuild,
 * which does this, is not installed.
 *
 * Errors    E_JOB_UNREADABLE with every syntax error, each with file, line and column
 */
export async function bundleProgram(file: string): Promise<Bundle | undefined> {
  const build = await esbuild()
  if (build === undefined) return undefined
  const folder = await bundleFolder(file)
  const code = await compile(build, file, folder)
  const hash = createHash('sha256').update(code).digest('hex')
  return { path: await placeBundle(folder, hash.slice(0, 32), code), hash }
}

/** Loaded only when a program is compiled: scripts that never do need not pay for it. */
async function esbuild(): Promise<Build | undefined> {
  try {
    return (await import('esbuild')).build
  } catch (error) {
    if ((error as { code?: string }).code === 'ERR_MODULE_NOT_FOUND') return undefined
    throw error
  }
}

async function compile(build: Build, file: string, folder: string): Promise<string> {
  try {
    const { outputFiles } = await build({
      entryPoints: [file],
      outfile: join(folder, 'program.mjs'),
      absWorkingDir: dirname(file),
      bundle: true,
      write: false,
      format: 'esm',
      platform: 'node',
      target: 'node22',
      packages: 'external',
      sourcemap: 'inline',
      keepNames: true,
      define: META_DEFINES,
      plugins: [programPlugin],
      logLevel: 'silent',
    })
    return outputFiles[0]?.text ?? ''
  } catch (error) {
    throw isBuildFailure(error) ? unreadable(file, error) : error
  }
}

const isBuildFailure = (error: unknown): error is BuildFailure => error instanceof Error && 'errors' in error

function unreadable(file: string, { errors, ...rest }: BuildFailure): StreamError {
  const [first, ...others] = errors.map((message) => describe(message, file))
  return new StreamError('E_JOB_UNREADABLE', [first?.what, ...others.map((o) => `${o.at}: ${o.what}`)].join('\n'), {
    at: first?.at,
    cause: rest.cause,
  })
}

function describe({ text, location }: Message, file: string): { at: string; what: string } {
  const what = text.replace(/\.$/, '')
  if (location === null) return { at: file, what }
  return { at: `${join(dirname(file), location.file)}:${location.line}:${location.column + 1}`, what }
}
