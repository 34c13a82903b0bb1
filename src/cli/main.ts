/** The command line: bin/millstream.js imports this file, and it runs what the arguments say. */
import '../index.ts'
import { standardOutput } from './output.ts'
import { main } from './program.ts'
import { EXIT, exitCodeOf, reportError } from './report.ts'
import { handleSignals } from './signals.ts'

// The reader of our output is gone (`| head`): there is nothing left to do and nothing to say.
process.stdout.on('error', (error: NodeJS.ErrnoException) =>
  process.exit(error.code === 'EPIPE' ? EXIT.ok : EXIT.failed),
)
process.on('uncaughtException', (error) => {
  standardOutput.err(reportError(error))
  process.exit(exitCodeOf(error))
})

const [command] = process.argv.slice(2)
let wanted: number | undefined
if (command === 'run')
  handleSignals({
    exit: (code) => process.exit(code),
    setExitCode: (code) => {
      wanted = code
      process.exitCode = code
    },
    say: standardOutput.err,
  })

const code = await main(process.argv.slice(2), standardOutput)
// A script that was evaluated goes on by itself. One that failed ends here, and so does every other command.
process.exitCode = code === EXIT.ok ? (wanted ?? process.exitCode ?? code) : code
if (command !== 'run' || code !== EXIT.ok) process.exit()
