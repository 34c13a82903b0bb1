/**
 * Make dist/ anew from src/: one JavaScript file, one declaration and one source map for each source file, and what runs
 * as WebAssembly.
 */
import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
rmSync(`${root}dist`, { recursive: true, force: true })
for (const args of [
  ['node_modules/typescript7/bin/tsc', '-p', 'tsconfig.build.json'],
  ['scripts/wasm.mjs', '--copy'],
]) {
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 1)
}
