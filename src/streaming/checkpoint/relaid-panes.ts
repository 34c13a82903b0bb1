import type { KeptVersion } from '../../kernel/kept-state.ts'
import { encodeChanges } from '../../state/changes.ts'
import { type Pane, paneOf } from '../surface/panes.ts'
import type { StateVersions } from '../surface/state-versions.ts'
import type { Relaid, Step } from './relay.ts'

type Pairs = [key: unknown, value: unknown][]

/** A partition that there is now: the numbers of insertion of its panes, by their times. */
interface Part {
  readonly orders: Map<number, number>
  nextOrder: number
}

/** Panes of a window lie by the keys in them: those of the same time that come to the same partition become one. */
export class RelaidPanes implements Relaid {
  readonly #state: StateVersions<any>
  /** By time and partition that was kept: what of it comes to each partition. */
  readonly #panes = new Map<number, Map<number, Pairs[]>>()
  readonly #parts: readonly Part[]
  #changed = new Set<number>()

  constructor(state: StateVersions<any>) {
    this.#state = state
    this.#parts = Array.from({ length: state.partitioner.numPartitions }, () => ({ orders: new Map(), nextOrder: 0 }))
  }

  take(from: number, { deleted, set }: Step): void {
    for (const time of deleted as number[]) {
      this.#panes.get(time)?.delete(from)
      this.#changed.add(time)
    }
    for (const [time, pane] of set as readonly (readonly [number, Pane<unknown, unknown>])[]) {
      const panes = this.#panes.get(time) ?? new Map<number, Pairs[]>()
      this.#panes.set(time, panes.set(from, this.#split(pane)))
      this.#changed.add(time)
    }
  }

  #split({ keys, values }: Pane<unknown, unknown>): Pairs[] {
    const { partitioner } = this.#state
    const parts = Array.from({ length: partitioner.numPartitions }, (): Pairs => [])
    keys.forEach((key, i) => {
      parts[partitioner.getPartition(key)]?.push([key, values[i]])
    })
    return parts
  }

  version(to: number, isFirst: boolean): KeptVersion[] {
    const times = [...this.#changed].sort((a, b) => a - b)
    this.#changed = new Set()
    return this.#parts.map((part, partition) => {
      const changes = this.#changesOf(part, partition, times, to)
      return { operator: this.#state.file, partition, to, changes, begins: isFirst, ends: isFirst, isFirst }
    })
  }

  #changesOf(part: Part, partition: number, times: readonly number[], to: number): Uint8Array {
    const deleted: number[] = []
    const set = { keys: [] as number[], orders: [] as number[], states: [] as Pane<unknown, unknown>[] }
    for (const time of times) {
      const pairs = [...(this.#panes.get(time)?.values() ?? [])].flatMap((parts) => parts[partition] ?? [])
      if (pairs.length === 0) {
        deleted.push(time)
        part.orders.delete(time)
        continue
      }
      if (!part.orders.has(time)) part.orders.set(time, part.nextOrder++)
      set.keys.push(time)
      set.orders.push(part.orders.get(time) as number)
      set.states.push(paneOf(pairs as readonly [unknown, unknown][]))
    }
    const same = { keys: [], orders: [], states: [] }
    return encodeChanges({ to, nextOrder: part.nextOrder, deleted, set, same })
  }
}
