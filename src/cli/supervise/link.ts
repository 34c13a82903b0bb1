import { turn } from '../../kernel/clock/system.ts'
import type { FromEngine, Signal, ToEngine } from './messages.ts'

/** The engine's end of the line to its supervisor. */
export interface SupervisorLink {
  /** What cannot be told any more is lost. */
  tell(message: FromEngine): void
  /** Call `gone` when there is no supervisor any more. */
  onLost(gone: () => void): void
}

/** The line over the channel of messages that this process was started with. */
export function supervisorLink(): SupervisorLink {
  const signals = new Map<Signal, number>()
  // The channel must not keep a program alive that has nothing left to do.
  process.on('message', (message) => void passOn(message as ToEngine, signals))
  process.channel?.unref()
  return {
    tell(message) {
      if (message.kind === 'signalled') signals.set(message.signal, (signals.get(message.signal) ?? 0) + 1)
      if (process.connected) process.send?.(message, undefined, undefined, () => {})
    },
    onLost(gone) {
      process.once('disconnect', gone)
      process.channel?.unref()
      if (!process.connected) gone()
    },
  }
}

/** Signals that the supervisor got and this process did not. */
async function passOn({ signal, count }: ToEngine, signals: ReadonlyMap<Signal, number>): Promise<void> {
  // One that came from the terminal has come by now, but behind the messages of this turn, or in the next one when the
  // message woke the process.
  await turn()
  await turn()
  if ((signals.get(signal) ?? 0) < count) process.kill(process.pid, signal)
}
