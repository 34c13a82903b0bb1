/** What runs and may read memory that is to be used again. */
export class Running {
  readonly #all = new Set<Promise<unknown>>()

  #settled: Promise<void> | undefined

  add(end: Promise<unknown>): void {
    this.#all.add(end)
    this.#settled = undefined
    const gone = (): void => {
      this.#all.delete(end)
      this.#settled = undefined
    }
    end.then(gone, gone)
  }

  /** Resolves when all that runs now has ended; undefined when nothing does. The same promise while these are the same. */
  settled(): Promise<void> | undefined {
    if (this.#all.size > 0) this.#settled ??= Promise.allSettled(this.#all).then(() => {})
    return this.#settled
  }
}
