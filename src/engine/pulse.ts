import type { Site } from '../kernel/site.ts'

/**
 * How a task shows to somebody who watches it that it goes on. It is asked before each piece of work that is not its own:
 * code of the user that may never come back.
 */
export interface Pulse {
  /**
   * The task goes on, on behalf of `site`. Answers after how many records at most it is to be told again. Throws when the
   * task is to end.
   */
  beat(site: Site | undefined): number
  /** Which records functions are given, when the task is to be run record by record. */
  readonly careful: Careful | undefined
}

/** Notes which function, named by its site, is given which record, so that it is known when it never comes back. */
export interface Careful {
  /** The function is about to be given a record. Answers true when the record is to be left out. */
  enter(site: Site, record: unknown): boolean
  /** The function begins, or goes on with what it was given before. */
  resume(site: Site): void
  /** The function has been given all records that there are. */
  drained(site: Site): void
}

/** More records than a loop runs over: whoever counts them down never gets to the end. */
const ALL = 2 ** 30

/** Nobody watches. */
export const UNWATCHED: Pulse = { beat: () => ALL, careful: undefined }
