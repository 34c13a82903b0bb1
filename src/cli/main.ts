/** The command line: bin/millstream.js imports this file, and it runs what the arguments say, or has it run. */
import { isDebugged, restartFlags } from './supervise/flags.ts'
import { supervise } from './supervise/supervise.ts'

const args = process.argv.slice(2)
const flags = isDebugged(process.execArgv, process.env.NODE_OPTIONS) ? undefined : restartFlags(args)
if (flags !== undefined) process.exit(await supervise(args, flags))
// Only here: what supervises has no use for an engine.
const { startCommand } = await import('./start.ts')
await startCommand(args)
