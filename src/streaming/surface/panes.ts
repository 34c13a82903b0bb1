import type { Pair } from './keyed-stacks.ts'

/** What came in one pane of a window, the stretch that enters and leaves it as a whole: one value a key. Never changed. */
export interface Pane<K, V> {
  readonly keys: readonly K[]
  readonly values: ArrayLike<V>
}

/** The panes of a window, each by the time at which it ends. */
export interface WindowView<K, V> {
  /** End of the window. */
  readonly time: number
  /** Number of panes that hold anything. */
  readonly size: number
  /** The pane that ends at `time`; undefined when nothing came in it. */
  pane(time: number): Pane<K, V> | undefined
}

/**
 * The pairs as two columns, which take a fourth of the room. Each key must come once.
 *
 * Numbers go to a typed array, at which the garbage collector need not look: a long window has very many of them.
 */
export function paneOf<K, V>(pairs: Iterable<Pair<K, V>>): Pane<K, V> {
  const [keys, values]: [K[], V[]] = [[], []]
  let numbers = true
  for (const [key, value] of pairs) {
    keys.push(key)
    values.push(value)
    if (typeof value !== 'number') numbers = false
  }
  // Copied, because an array that has grown has room to spare.
  return {
    keys: keys.slice(),
    values: numbers ? (Float64Array.from(values as number[]) as ArrayLike<any>) : values.slice(),
  }
}

export const NO_PANE: Pane<any, any> = { keys: [], values: [] }
