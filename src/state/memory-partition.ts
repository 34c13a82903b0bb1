import { StreamError } from '../kernel/errors.ts'
import { KeyMap } from '../kernel/key-map.ts'
import { ABSENT, type Change, type Entry, Overlay } from './overlay.ts'
import type { PartitionState, StateDraft, StateView } from './store.ts'

/** A version and what leads from it back to the version before. */
interface Step<K, S> {
  readonly version: number
  readonly undo: KeyMap<K, Change<S>>
}

/**
 * The state of one partition: the newest version in one map, and for each version that is retained beside it the changes
 * that lead back to it.
 *
 *     #values  = version 3000
 *     #steps   = [2000: back to 1000] [3000: back to 2000]
 *
 * A draft is a set of changes over the newest version, so dropping it costs nothing and a commit costs as much as it
 * changes, however many keys there are.
 */
export class MemoryPartition<K, S> implements PartitionState<K, S> {
  readonly #values = new KeyMap<K, Entry<S>>()
  #steps: Step<K, S>[] = []
  #version: number | undefined
  #oldest: number | undefined
  #order = 0

  get version(): number | undefined {
    return this.#version
  }

  has(version: number): boolean {
    return version === this.#oldest || this.#steps.some((step) => step.version === version)
  }

  read(version: number | undefined): StateView<K, S> {
    return this.#at(version)
  }

  draft(from: number | undefined, to: number): StateDraft<K, S> {
    if (from !== this.#version || (from !== undefined && to <= from))
      throw broken(`a draft of version ${to} was asked for on top of ${from}, but the newest is ${this.#version}`)
    const seen = new Overlay<K, S>(this.#values, new KeyMap())
    return new MemoryDraft(from, seen, this.#order, (order) => this.#commit(from, to, seen.changes, order))
  }

  scratch(from: number | undefined, to: number): StateDraft<K, S> {
    return new MemoryDraft(from, this.#at(from), this.#order, () => {
      throw broken(`version ${to} was committed from a scratch draft`)
    })
  }

  /** Forget what is only needed to read versions below `version`. */
  retain(version: number): void {
    while (this.#oldest !== undefined && this.#oldest < version && this.#steps.length > 0)
      this.#oldest = this.#steps.shift()?.version
  }

  #at(version: number | undefined): Overlay<K, S> {
    if (version === undefined) return new Overlay<K, S>(new KeyMap(), new KeyMap())
    if (!this.has(version)) throw broken(`version ${version} of a state was read, but it is not there any more`)
    const changes = new KeyMap<K, Change<S>>()
    // From the newest back: what an earlier step restores is what an earlier version had, so it is written over.
    for (let i = this.#steps.length - 1; i >= 0; i--) {
      const step = this.#steps[i] as Step<K, S>
      if (step.version <= version) break
      for (const [key, change] of step.undo) changes.set(key, change)
    }
    return new Overlay(this.#values, changes)
  }

  #commit(from: number | undefined, to: number, changes: KeyMap<K, Change<S>>, order: number): void {
    if (this.#version !== from)
      throw broken(`version ${to} was drafted on ${from}, but ${this.#version} was committed since`)
    const undo = new KeyMap<K, Change<S>>()
    for (const [key, change] of changes) {
      const old = this.#values.get(key)
      undo.set(key, old ?? ABSENT)
      // Only a key that stays keeps its place in the map.
      if (change === ABSENT || change.order !== old?.order) this.#values.delete(key)
      if (change !== ABSENT) this.#values.set(key, change)
    }
    // Nothing leads back from the first version: before it there is the empty state.
    if (from === undefined) this.#oldest = to
    else this.#steps.push({ version: to, undo })
    this.#version = to
    this.#order = order
  }
}

class MemoryDraft<K, S> implements StateDraft<K, S> {
  readonly from: number | undefined
  readonly #seen: Overlay<K, S>
  readonly #end: (order: number) => void
  #order: number
  #open = true

  constructor(from: number | undefined, seen: Overlay<K, S>, order: number, end: (order: number) => void) {
    this.from = from
    this.#seen = seen
    this.#order = order
    this.#end = end
  }

  get size(): number {
    return this.#seen.size
  }

  get(key: K): S | undefined {
    return this.#seen.get(key)
  }

  has(key: K): boolean {
    return this.#seen.has(key)
  }

  [Symbol.iterator](): Iterator<[K, S]> {
    return this.#seen[Symbol.iterator]()
  }

  set(key: K, state: S): void {
    this.#requireOpen()
    this.#seen.put(key, { state, order: this.#seen.entry(key)?.order ?? this.#order++ })
  }

  delete(key: K): void {
    this.#requireOpen()
    this.#seen.remove(key)
  }

  commit(): void {
    this.#requireOpen()
    this.#end(this.#order)
    this.#open = false
  }

  abort(): void {
    this.#open = false
  }

  #requireOpen(): void {
    if (!this.#open) throw broken('a draft of a state was used after its end')
  }
}

const broken = (message: string): StreamError => new StreamError('BUG_INVARIANT', message)
