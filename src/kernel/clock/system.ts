import type { Clock } from './clock.ts'

/** The longest delay that a timer of Node holds; a longer one is waited for in pieces. */
const LONGEST = 2 ** 31 - 1

/** The clock of the machine. `ticks` never goes back, whatever the wall clock does. */
export const systemClock: Clock = {
  now: () => Date.now(),
  ticks: () => performance.now(),
  after(delay, fn) {
    const due = performance.now() + delay
    let timer: NodeJS.Timeout
    const wait = (left: number): void => {
      timer = setTimeout(check, Math.min(LONGEST, Math.ceil(left)))
    }
    // A timer of Node may run up to a millisecond early, because it counts from the start of the loop's turn.
    const check = (): void => {
      const left = due - performance.now()
      if (left > 0) wait(left)
      else fn()
    }
    wait(Math.max(0, delay))
    return () => clearTimeout(timer)
  },
}

/** Let the event loop turn once: sockets and timers get their chance between two pieces of work. */
export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
