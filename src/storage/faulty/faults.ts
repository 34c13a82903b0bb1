import type { SystemCode } from '../system-error.ts'

/** One call that may go wrong. */
export interface Operation {
  /** How many there were before it. */
  readonly number: number
  readonly call: 'create' | 'write' | 'fdatasync' | 'fsync' | 'rename' | 'mkdir' | 'rm' | 'open' | 'read'
  readonly path: string
}

/** What goes wrong. `written`: how many bytes of a write arrive before it fails. */
export type Fault =
  | { readonly kind: 'error'; readonly code: SystemCode; readonly written?: number }
  /** The machine stops before the call is done, and nothing works until `restart`. */
  | { readonly kind: 'crash' }

/** Asked before every operation: what is to go wrong with it. */
export type Faults = (operation: Operation) => Fault | undefined

/** What every call throws after a crash. */
export class Crashed extends Error {
  constructor() {
    super('the simulated machine has crashed')
  }
}
