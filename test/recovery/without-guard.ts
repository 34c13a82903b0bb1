/** Loaded before a program: takes one guard out of the sources as they are read. MILLSTREAM_GUARD is its name. */
import { readFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { fileURLToPath } from 'node:url'
import { GUARDS } from './guards.ts'

const guard = GUARDS.find(({ name }) => name === process.env.MILLSTREAM_GUARD)
if (guard === undefined) throw new Error(`there is no guard '${process.env.MILLSTREAM_GUARD}'`)
const url = new URL(`../../src/${guard.file}`, import.meta.url).href

registerHooks({
  load(at, context, next) {
    if (at !== url) return next(at, context)
    const text = readFileSync(fileURLToPath(url), 'utf8')
    if (text.split(guard.code).length !== 2) throw new Error(`${guard.file} has not once: ${guard.code}`)
    return { format: 'module-typescript', source: text.replace(guard.code, () => guard.without), shortCircuit: true }
  },
})
