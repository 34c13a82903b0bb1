import { existsSync, rmSync } from 'node:fs'
import { mkdir, mkdtemp, realpath, rename, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/**
 * A folder for the bundle of the program at `file`, from which the packages of the program's project are found:
 * `node_modules/.cache/millstream` of that project. Where that cannot be written, or there is no project, it is a new
 * folder of this process alone, removed when the process ends.
 */
export async function bundleFolder(file: string): Promise<string> {
  const packages = nearestPackages(dirname(file))
  if (packages !== undefined) {
    // Node knows a module by its real path, and what a source map says is relative to that.
    const folder = join(await realpath(packages), '.cache', 'millstream')
    if (await isWritable(folder)) return folder
  }
  return temporaryFolder(packages)
}

function nearestPackages(directory: string): string | undefined {
  const packages = join(directory, 'node_modules')
  if (existsSync(packages)) return packages
  const parent = dirname(directory)
  return parent === directory ? undefined : nearestPackages(parent)
}

async function isWritable(folder: string): Promise<boolean> {
  try {
    await mkdir(folder, { recursive: true })
    const probe = join(folder, `.probe-${process.pid}`)
    await writeFile(probe, '')
    rmSync(probe)
    return true
  } catch {
    return false
  }
}

async function temporaryFolder(packages: string | undefined): Promise<string> {
  const folder = await mkdtemp(join(await realpath(tmpdir()), 'millstream-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  // A link, so that packages of a project that is read-only are found from here.
  if (packages !== undefined) await symlink(packages, join(folder, 'node_modules'), 'junction')
  return folder
}

/** Write a bundle under a name that says its content; another process may be doing the same at this moment. */
export async function placeBundle(folder: string, hash: string, code: string): Promise<string> {
  const path = join(folder, `${hash}.mjs`)
  if (existsSync(path)) return path
  const draft = join(folder, `.${hash}-${process.pid}.mjs`)
  await writeFile(draft, code)
  await rename(draft, path)
  return path
}
