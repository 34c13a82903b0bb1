/** Make dist/ anew from src/: a declaration for each source file, and the code of all of them in a few modules. */
import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { bundle } from './bundle.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))

rmSync(`${root}dist`, { recursive: true, force: true })
node('node_modules/typescript7/bin/tsc', '-p', 'tsconfig.build.json')
node('scripts/wasm.mjs')
await bundle(`${root}dist`)

function node(...args) {
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 1)
}
