import { StreamingContext } from '../streaming/context.ts'
import { leftText } from '../streaming/stop-report.ts'
import { EXIT, reportError } from './report.ts'
import { SIGNALS, type Signal } from './supervise/messages.ts'

/** What a handler of signals does to the process; a test puts its own in the place. */
export interface ProcessEnd {
  /** End now. */
  exit(code: number): void
  /** The code with which the process ends when it has nothing left to do. */
  setExitCode(code: number): void
  say(line: string): void
}

/**
 * What SIGINT, SIGTERM and SIGHUP mean to a running program.
 *
 * The first one stops the active streaming context gracefully: what was received is still processed, for as long as
 * `spark.streaming.gracefulStopTimeout` and `millstream.stop.timeout` allow; what is left after that is told. After SIGINT the program has then ended well (0), after the others it ends
 * as a process that was told to (143, 129). A second one, or one without a streaming context, ends the process at once.
 *
 * The promise resolves when the streaming context is stopped.
 */
export function signalHandler(
  end: ProcessEnd,
  active = () => StreamingContext.getActive(),
): (signal: Signal) => Promise<void> {
  let stopping = false
  return async (signal) => {
    const context = active()
    if (stopping || context === undefined) return end.exit(128 + SIGNALS[signal])
    stopping = true
    end.say(`${signal}: stopping when what was received is processed; once more to stop now`)
    end.setExitCode(signal === 'SIGINT' ? EXIT.ok : 128 + SIGNALS[signal])
    try {
      const report = await context.stop({ stopSparkContext: true, graceful: true })
      const left = report && leftText(report)
      if (left !== undefined) end.say(`${signal}: ${left}`)
    } catch (error) {
      end.say(reportError(error))
      end.exit(EXIT.failed)
    }
  }
}

/** Handle the signals of this process; `heard` is told of each first. Answers the handler. */
export function handleSignals(end: ProcessEnd, heard: (signal: Signal) => void): (signal: Signal) => Promise<void> {
  const handle = signalHandler(end)
  for (const signal of Object.keys(SIGNALS) as Signal[])
    process.on(signal, () => {
      heard(signal)
      void handle(signal)
    })
  return handle
}
