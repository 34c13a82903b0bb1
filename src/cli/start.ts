import '../index.ts'
import { systemClock } from '../kernel/clock/system.ts'
import { standardOutput } from './output.ts'
import { main } from './program.ts'
import { EXIT, exitCodeOf, reportError } from './report.ts'
import { handleSignals, type ProcessEnd } from './signals.ts'
import type { SupervisorLink } from './supervise/link.ts'
import { tellOfStreams } from './supervise/streams.ts'

/** How long a program whose supervisor is gone may take to end, and to do what comes behind its streams; ms. */
const ORPHAN = { whole: 60_000, rest: 1_000 } as const

/** Run what the arguments say, in this process. `link` leads to its supervisor, if it has one. */
export async function startCommand(args: readonly string[], link?: SupervisorLink): Promise<void> {
  // The reader of our output is gone (`| head`): there is nothing left to do and nothing to say.
  process.stdout.on('error', (error: NodeJS.ErrnoException) =>
    process.exit(error.code === 'EPIPE' ? EXIT.ok : EXIT.failed),
  )
  process.on('uncaughtException', (error) => {
    standardOutput.err(reportError(error))
    link?.tell({ kind: 'crashed' })
    process.exit(exitCodeOf(error))
  })
  let wanted: number | undefined
  if (args[0] === 'run') {
    const end: ProcessEnd = {
      exit: (code) => process.exit(code),
      setExitCode: (code) => {
        wanted = code
        process.exitCode = code
      },
      say: standardOutput.err,
    }
    const handle = handleSignals(end, (signal) => link?.tell({ kind: 'signalled', signal }))
    if (link !== undefined) follow(link, () => handle('SIGTERM'))
  }
  const code = await main(args, standardOutput)
  // A script that was evaluated goes on by itself. One that failed ends here, and so does every other command.
  process.exitCode = code === EXIT.ok ? (wanted ?? process.exitCode ?? code) : code
  if (args[0] !== 'run' || code !== EXIT.ok) process.exit()
}

/** Keep a supervisor informed; without one this process must not go on, because nobody knows of it. */
function follow(link: SupervisorLink, stop: () => Promise<void>): void {
  tellOfStreams(link, systemClock)
  process.on('exit', () => link.tell({ kind: 'exit' }))
  link.onLost(() => {
    standardOutput.err('the process that watched over the program is gone, so the program ends')
    const endIn = (ms: number) => systemClock.after(ms, () => process.exit())
    endIn(ORPHAN.whole)
    void stop().then(() => endIn(ORPHAN.rest))
  })
}
