import type { KeptVersion } from '../../kernel/kept-state.ts'
import { KeyMap } from '../../kernel/key-map.ts'
import { type Columns, encodeChanges } from '../../state/changes.ts'
import type { StateVersions } from '../surface/state-versions.ts'
import type { Relaid, Step } from './relay.ts'

/** What comes to one partition. */
class Part {
  #deleted: unknown[] = []
  #set = new KeyMap<unknown, unknown>()
  /** Numbers of insertions. They are new: those of several partitions would not come in order. */
  readonly #orders = new KeyMap<unknown, number>()
  #nextOrder = 0

  delete(key: unknown): void {
    this.#deleted.push(key)
    this.#set.delete(key)
    this.#orders.delete(key)
  }

  set(key: unknown, value: unknown): void {
    this.#set.set(key, value)
    if (!this.#orders.has(key)) this.#orders.set(key, this.#nextOrder++)
  }

  /** The changes since this was called last. */
  take(to: number): Uint8Array {
    const [deleted, set] = [this.#deleted, this.#set]
    this.#deleted = []
    this.#set = new KeyMap()
    const pairs = [...set].map(([key, value]) => ({ key, value, order: this.#orders.get(key) as number }))
    pairs.sort((a, b) => a.order - b.order)
    const columns: Columns = {
      keys: pairs.map(({ key }) => key),
      orders: pairs.map(({ order }) => order),
      states: pairs.map(({ value }) => value),
    }
    const same = { keys: [], orders: [], states: [] }
    return encodeChanges({ to, nextOrder: this.#nextOrder, deleted, set: columns, same })
  }
}

/** Entries lie by their keys. */
export class RelaidKeys implements Relaid {
  readonly #state: StateVersions<any>
  readonly #parts: readonly Part[]

  constructor(state: StateVersions<any>) {
    this.#state = state
    this.#parts = Array.from({ length: state.partitioner.numPartitions }, () => new Part())
  }

  take(_from: number, { deleted, set }: Step): void {
    for (const key of deleted) this.#part(key).delete(key)
    for (const [key, value] of set) this.#part(key).set(key, value)
  }

  version(to: number, isFirst: boolean): KeptVersion[] {
    const { file: operator } = this.#state
    return this.#parts.map((part, partition) => {
      return { operator, partition, to, changes: part.take(to), begins: isFirst, ends: isFirst, isFirst }
    })
  }

  #part(key: unknown): Part {
    return this.#parts[this.#state.partitioner.getPartition(key)] as Part
  }
}
