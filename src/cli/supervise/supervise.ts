import { systemClock } from '../../kernel/clock/system.ts'
import { packageFile } from '../../kernel/package.ts'
import { freshSeed, Random } from '../../kernel/random.ts'
import { nodeCompanions } from '../../workers/node-processes.ts'
import type { RestartFlags } from './flags.ts'
import { SIGNALS, type Signal } from './messages.ts'
import { Supervisor } from './supervisor.ts'

const ENGINE = packageFile('cli/supervise/engine.ts', 'engine.js')

/**
 * Run a command line under a supervisor, which is this process; answers the code to end with.
 *
 * What is imported here stays small: the engine is loaded by the other process alone.
 */
export function supervise(args: readonly string[], { file, restart, rules }: RestartFlags): Promise<number> {
  const supervisor = new Supervisor(
    { file, engine: ENGINE, args, restart, rules },
    {
      clock: systemClock,
      random: new Random(freshSeed()),
      companions: nodeCompanions,
      say: (line) => void process.stderr.write(`${line}\n`),
    },
  )
  // Nobody reads our notices any more: that is no reason to leave the program alone.
  process.stderr.on('error', () => {})
  for (const signal of Object.keys(SIGNALS) as Signal[]) process.on(signal, () => supervisor.signal(signal))
  return supervisor.ended
}
