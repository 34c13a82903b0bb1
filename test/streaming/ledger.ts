import { backendFor } from '../../src/engine/backend-for.ts'
import type { Backend, BackendFactory } from '../../src/rdd/backend.ts'
import type { RDD } from '../../src/rdd/rdd.ts'

/** What a program asked its backend to keep and has not let go of. */
export interface Ledger {
  readonly blocks: ReadonlySet<string>
  readonly persisted: ReadonlySet<RDD<any>>
  /** Jobs that run now. */
  readonly running: number
  /** Jobs that ended. */
  readonly ended: number
}

/** The local engine, and a ledger of what goes through its one door. */
export function ledgerBackend(): { backend: BackendFactory; ledger: Ledger } {
  const ledger = { blocks: new Set<string>(), persisted: new Set<RDD<any>>(), running: 0, ended: 0 }
  const noted = (backend: Backend): Partial<Backend> => ({
    async run(job) {
      ledger.running++
      try {
        return await backend.run(job)
      } finally {
        ledger.running--
        ledger.ended++
      }
    },
    persist(rdd, level) {
      ledger.persisted.add(rdd)
      backend.persist(rdd, level)
    },
    unpersist(rdd) {
      ledger.persisted.delete(rdd)
      backend.unpersist(rdd)
    },
    receive: (receiver, options, events) =>
      backend.receive(receiver, options, {
        started: () => events.started(),
        error: (message, error) => events.error(message, error),
        stopped: (message, error) => events.stopped(message, error),
        block(block) {
          ledger.blocks.add(block.id)
          events.block(block)
        },
      }),
    release(blocks) {
      for (const { id } of blocks) ledger.blocks.delete(id)
      backend.release(blocks)
    },
  })
  const factory: BackendFactory = (options) => {
    const backend = backendFor(options)
    const own = noted(backend) as Record<PropertyKey, unknown>
    return new Proxy(backend, {
      get(target, name) {
        if (name in own) return own[name]
        const value = Reflect.get(target, name, target)
        return typeof value === 'function' ? value.bind(target) : value
      },
    })
  }
  return { backend: factory, ledger }
}
