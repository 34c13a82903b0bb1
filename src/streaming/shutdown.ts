/** The signals by which a process is told to end. */
const SIGNALS = ['SIGINT', 'SIGTERM'] as const
type Signal = (typeof SIGNALS)[number]

/** What of a process this needs; a test puts its own in the place. */
export interface Ending {
  readonly pid: number
  once(signal: Signal, listener: () => void): unknown
  off(signal: Signal, listener: () => void): unknown
  listenerCount(signal: Signal): number
  kill(pid: number, signal: Signal): unknown
}

/**
 * Have `stop` called when the process is told to end, which is put off until it is done; then the process ends as it would
 * have. A second signal ends it at once. Where the program handles a signal itself, what becomes of the process is its say.
 *
 * Answers what undoes this.
 */
export function stopOnShutdown(ending: Ending, stop: () => Promise<unknown>): () => void {
  const listeners = SIGNALS.map((signal) => ({
    signal,
    listener: () => {
      // Whatever signal comes next, it ends the process.
      forget()
      void stop().then(end(signal), end(signal))
    },
  }))
  const forget = (): void => {
    for (const { signal, listener } of listeners) ending.off(signal, listener)
  }
  const end = (signal: Signal) => () => {
    if (ending.listenerCount(signal) === 0) ending.kill(ending.pid, signal)
  }
  for (const { signal, listener } of listeners) ending.once(signal, listener)
  return forget
}
