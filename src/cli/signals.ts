import { StreamingContext } from '../streaming/context.ts'
import { EXIT, reportError } from './report.ts'

type Signal = 'SIGINT' | 'SIGTERM'
const NUMBERS: Readonly<Record<Signal, number>> = { SIGINT: 2, SIGTERM: 15 }

/** What a handler of signals does to the process; a test puts its own in the place. */
export interface ProcessEnd {
  /** End now. */
  exit(code: number): void
  /** The code with which the process ends when it has nothing left to do. */
  setExitCode(code: number): void
  say(line: string): void
}

/**
 * What SIGINT and SIGTERM mean to a running program.
 *
 * The first one stops the active streaming context gracefully: what was received is still processed, for as long as
 * `spark.streaming.gracefulStopTimeout` allows. After SIGINT the program has then ended well (0), after SIGTERM it ends
 * as a process that was told to (143). A second one, or one without a streaming context, ends the process at once.
 */
export function signalHandler(end: ProcessEnd, active = () => StreamingContext.getActive()): (signal: Signal) => void {
  let stopping = false
  return (signal) => {
    const context = active()
    if (stopping || context === undefined) return end.exit(128 + NUMBERS[signal])
    stopping = true
    end.say(`${signal}: stopping when what was received is processed; once more to stop now`)
    end.setExitCode(signal === 'SIGINT' ? EXIT.ok : 128 + NUMBERS[signal])
    context.stop({ stopSparkContext: true, graceful: true }).catch((error: unknown) => {
      end.say(reportError(error))
      end.exit(EXIT.failed)
    })
  }
}

/** Handle the signals of this process. */
export function handleSignals(end: ProcessEnd): void {
  const handle = signalHandler(end)
  for (const signal of Object.keys(NUMBERS) as Signal[]) process.on(signal, () => handle(signal))
}
