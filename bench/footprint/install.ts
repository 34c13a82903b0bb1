import { execFileSync } from 'node:child_process'
import { existsSync, lstatSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** MB on disk of what is installed for a user, in all and by its biggest parts. */
export type Installed = Readonly<Record<'all' | 'millstream' | 'esbuild' | 'commander', number>>

/** Pack the package in this folder and install it where nothing else is. dist/ must have been built. */
export function installed(): Installed {
  const folder = mkdtempSync(join(tmpdir(), 'footprint-'))
  try {
    const quiet = ['--loglevel=error', '--no-fund', '--no-audit']
    const npm = (args: readonly string[], cwd: string): string =>
      execFileSync('npm', [...args, ...quiet], { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })
    // Without the scripts, because the first of them would build.
    npm(['pack', '--ignore-scripts', `--pack-destination=${folder}`], process.cwd())
    const [tarball = ''] = readdirSync(folder)
    writeFileSync(join(folder, 'package.json'), '{"private": true}')
    npm(['install', '--omit=dev', '--prefer-offline', `./${tarball}`], folder)
    const size = (...paths: string[]): number => megabytes(paths.map((path) => join(folder, 'node_modules', path)))
    return {
      all: size('.'),
      millstream: size('millstream'),
      esbuild: size('esbuild', '@esbuild'),
      commander: size('commander'),
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** As `du` counts: blocks of the disk, and a file that has several names once. */
function megabytes(paths: readonly string[]): number {
  const seen = new Set<number>()
  const size = (path: string): number => {
    const status = lstatSync(path)
    if (seen.has(status.ino)) return 0
    seen.add(status.ino)
    const inside = status.isDirectory() ? readdirSync(path).map((name) => size(join(path, name))) : []
    return inside.reduce((sum, bytes) => sum + bytes, status.blocks * 512)
  }
  return paths.filter((path) => existsSync(path)).reduce((sum, path) => sum + size(path), 0) / 1e6
}
