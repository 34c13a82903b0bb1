import type { Accumulator } from './accumulator.ts'

/** Those that have a name and are still in use by somebody, in order of creation. */
export class NamedAccumulators {
  #all: WeakRef<Accumulator<any, any>>[] = []
  #tidyAt = 64

  add(accumulator: Accumulator<any, any>): void {
    if (accumulator.name === undefined) return
    this.#all.push(new WeakRef(accumulator))
    if (this.#all.length < this.#tidyAt) return
    // A program may make some in every batch.
    this.#all = this.#all.filter((reference) => reference.deref() !== undefined)
    this.#tidyAt = 2 * this.#all.length + 64
  }

  /** Each under a name of its own: the second one that is called `errors` is `errors#2`. */
  byName(): Map<string, Accumulator<any, any>> {
    const found = new Map<string, Accumulator<any, any>>()
    const times = new Map<string, number>()
    for (const reference of this.#all) {
      const accumulator = reference.deref()
      if (accumulator?.name === undefined) continue
      const time = (times.get(accumulator.name) ?? 0) + 1
      times.set(accumulator.name, time)
      found.set(time === 1 ? accumulator.name : `${accumulator.name}#${time}`, accumulator)
    }
    return found
  }
}
