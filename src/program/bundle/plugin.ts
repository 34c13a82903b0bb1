import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, extname, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Loader, OnLoadArgs, OnLoadResult, OnResolveArgs, OnResolveResult, Plugin } from 'esbuild'
import { ownPackage } from './own-package.ts'

/**
 * What makes a bundled program behave as its files would: `millstream` is the package that runs, and `import.meta` of
 * each file is that file's own.
 */
export const programPlugin: Plugin = {
  name: 'millstream',
  setup(build) {
    build.onResolve({ filter: /^millstream($|\/)/ }, resolveOwn)
    build.onResolve({ filter: /^\.{0,2}\// }, resolveInside)
    build.onLoad({ filter: /\.[cm]?[jt]sx?$/ }, loadWithMeta)
  },
}

function resolveOwn({ path }: OnResolveArgs): OnResolveResult {
  const url = ownPackage.entry(path)
  return url === undefined
    ? { errors: [{ text: `millstream ${ownPackage.version} has no entry '${path}'` }] }
    : { path: url, external: true }
}

/** A program that lies beside our modules and names them by path means the running ones as well. */
function resolveInside({ path, resolveDir, kind }: OnResolveArgs): OnResolveResult | undefined {
  const file = resolve(resolveDir, path)
  if (kind === 'entry-point' || !file.startsWith(ownPackage.modules) || !existsSync(file)) return undefined
  return { path: pathToFileURL(file).href, external: true }
}

/** What `import.meta` of a file is replaced by: variables of that file, whose names esbuild keeps apart. */
export const META_DEFINES = {
  'import.meta.url': '__millstream_url',
  'import.meta.filename': '__millstream_filename',
  'import.meta.dirname': '__millstream_dirname',
} as const

async function loadWithMeta({ path, namespace }: OnLoadArgs): Promise<OnLoadResult | undefined> {
  if (namespace !== 'file') return undefined
  const text = await readFile(path, 'utf8')
  if (!text.includes('import.meta')) return undefined
  const values = [pathToFileURL(path).href, path, dirname(path)]
  const names = Object.values(META_DEFINES).map((name, i) => `${name} = ${JSON.stringify(values[i])}`)
  // On the first line, so that no line of the file moves; but `#!` must stay at its very beginning.
  const start = text.startsWith('#!') ? text.indexOf('\n') + 1 : 0
  return { contents: `${text.slice(0, start)}const ${names.join(', ')};${text.slice(start)}`, loader: loaderOf(path) }
}

const loaderOf = (path: string): Loader => extname(path).replace(/^\.[cm]?/, '') as Loader
