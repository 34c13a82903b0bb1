import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export const ROOT = fileURLToPath(new URL('../..', import.meta.url))
/** Everything that is downloaded or compiled. Git ignores it. */
export const CACHE = `${ROOT}.cache/peers`
export const PROGRAMS = `${ROOT}bench/peers`

/** Run a command to its end, its output shown, and answer what it printed. Throws when it fails. */
export function sh(file: string, args: readonly string[], show = false): string {
  const { status, stdout, stderr, error } = spawnSync(file, args, {
    encoding: 'utf8',
    stdio: ['ignore', show ? 'inherit' : 'pipe', show ? 'inherit' : 'pipe'],
  })
  if (status !== 0) throw new Error(`${file} ${args.join(' ')} ended with ${status}: ${error?.message ?? stderr}`)
  return stdout ?? ''
}

export const javaVersion = (): string =>
  /version "([^"]+)"/.exec(spawnSync('java', ['-version'], { encoding: 'utf8' }).stderr)?.[1] ?? 'unknown'
