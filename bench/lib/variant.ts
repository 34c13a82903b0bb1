/** One way of doing the work of a benchmark. Each runs in a process of its own, so none spoils another's compiled code. */
export interface Variant {
  /** Do the work once and answer the result, which must be the same for all variants of the benchmark. */
  run(): Promise<Result> | Result
  close?(): Promise<void>
}

export interface Result {
  readonly answer: unknown
  /** Figures that the variant measured itself; without them the time of `run` is taken. */
  readonly figures?: Readonly<Record<string, number>>
}

/** A benchmark: its variants by name (the first is what the others are compared with), and what a run amounts to. */
export interface Bench {
  readonly about: string
  /** How many items one run takes through. */
  readonly items: number
  readonly variants: Readonly<Record<string, () => Promise<Variant>>>
  /** What must hold of the medians, for people to see: name and whether it holds. */
  readonly goals: (figures: ReadonlyMap<string, Summary>) => readonly (readonly [goal: string, held: boolean])[]
  /** Seconds that a process spends on its variant. Default 2. */
  readonly seconds?: number
  /** Fresh processes of each variant, at least five. Default 9. */
  readonly rounds?: number
}

/** Over the processes of one variant: ms of its best run in each, or the figures that it gave. */
export interface Summary {
  readonly median: number
  readonly least: number
  readonly most: number
  /** ms of CPU time of a run, over all threads; the median over processes of each one's mean. */
  readonly cpu?: number
  readonly figures: Readonly<Record<string, number>>
}
