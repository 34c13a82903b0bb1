import { StreamError } from '../kernel/errors.ts'
import type { Site } from '../kernel/site.ts'
import { setTripwires } from './tripwires.ts'

/**
 * Run the build function of a program so that every host that runs it gets the same program: synchronously, and without
 * clock and randomness. `site` is where the program was made a job.
 *
 * Errors    E_NOT_DETERMINISTIC when it asks for the time or a random number, or answers a promise; what it throws itself
 */
export function buildProgram(name: string, build: () => unknown, site?: Site): void {
  const remove = setTripwires(name)
  let answer: unknown
  try {
    answer = build()
  } finally {
    remove()
  }
  refuseWaiting(name, answer, site)
}

function refuseWaiting(name: string, answer: unknown, site: Site | undefined): void {
  if (typeof (answer as PromiseLike<unknown> | undefined)?.then !== 'function') return
  // The rest of that function fails sooner or later, on a context that is stopped; what counts is said here.
  Promise.resolve(answer as PromiseLike<unknown>).catch(() => {})
  throw new StreamError('E_NOT_DETERMINISTIC', `the build function of '${name}' answered a promise`, {
    at: site?.toString(),
    hint: 'Make it synchronous, and wait in prepare: its answer is handed to build.',
  })
}
