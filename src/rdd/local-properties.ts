import { AsyncLocalStorage } from 'node:async_hooks'

/**
 * Texts by name that jobs have with them: those which were set where the job was begun.
 *
 * Spark keeps them by thread. The thread of a JavaScript program is what runs one after another through awaits: what is
 * set counts from there on, in the same async function and in all that it calls, and not in functions that run beside it.
 *
 * Source    Spark's SparkContext.setLocalProperty
 */
export class LocalProperties {
  readonly #here = new AsyncLocalStorage<ReadonlyMap<string, string>>()

  get(name: string): string | undefined {
    return this.#here.getStore()?.get(name)
  }

  /** All that are set here; undefined when nothing ever was. */
  get all(): ReadonlyMap<string, string> | undefined {
    return this.#here.getStore()
  }

  /** Set what is a text, and forget what is undefined. */
  set(values: Readonly<Record<string, string | undefined>>): void {
    this.#here.enterWith(this.#with(values))
  }

  /** Run `f` with `values`, which count there alone. */
  run<R>(values: Readonly<Record<string, string | undefined>>, f: () => R): R {
    return this.#here.run(this.#with(values), f)
  }

  #with(values: Readonly<Record<string, string | undefined>>): ReadonlyMap<string, string> {
    const all = new Map(this.#here.getStore())
    for (const [name, value] of Object.entries(values)) {
      if (value === undefined) all.delete(name)
      else all.set(name, value)
    }
    return all
  }
}

/** Names under which Spark keeps what `setJobGroup` says. */
const GROUP = 'spark.jobGroup.id'
const DESCRIPTION = 'spark.job.description'
const INTERRUPT = 'spark.job.interruptOnCancel'

export const jobGroupOf = (properties: LocalProperties): string | undefined => properties.get(GROUP)

export interface JobGroup {
  readonly group: string
  readonly description: string
  readonly interruptOnCancel: boolean
}

/** A job group as properties. */
export const asProperties = (given: JobGroup | undefined): Record<string, string | undefined> => ({
  [GROUP]: given?.group,
  [DESCRIPTION]: given?.description,
  [INTERRUPT]: given === undefined ? undefined : String(given.interruptOnCancel),
})
