import { availableParallelism } from 'node:os'
import type { Backend, BackendFactory, BackendOptions } from '../rdd/backend.ts'
import { LocalBackend } from './local-backend.ts'
import { localMaster, unknownMaster } from './master.ts'
import { ReadingBackend } from './reading-backend.ts'
import { ThreadBackend } from './threads/thread-backend.ts'

/** What runs RDDs in this process, or undefined when the master string means something else. */
export function localBackend(options: BackendOptions): Backend | undefined {
  const master = localMaster(options.master, availableParallelism())
  if (master === undefined) return undefined
  const { program } = options
  if (master.parallelism === 1) return new LocalBackend(options, master)
  // Functions of a script exist on its own thread alone, so only job modules have others that run them.
  return program === undefined ? new ReadingBackend(options, master) : new ThreadBackend(options, master, program)
}

/** The backend that a master string means. Errors: CONFIG_MASTER. */
export const backendFor: BackendFactory = (options) => {
  const backend = localBackend(options)
  if (backend !== undefined) return backend
  throw unknownMaster(options.master)
}
