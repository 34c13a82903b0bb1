import { StreamError } from '../kernel/errors.ts'
import { KeyEntries } from '../kernel/key-entries.ts'
import { KeyMap } from '../kernel/key-map.ts'
import { MemoryDraft } from './memory-draft.ts'
import { type Change, Overlay } from './overlay.ts'
import { ScratchDraft } from './scratch-draft.ts'
import { type Slot, Slots } from './slots.ts'
import type { PartitionState, StateDraft, StateView } from './store.ts'
import type { Undo } from './undo.ts'

/** A version and what leads from it back to the version before. */
interface Step<K, S> {
  readonly version: number
  readonly undo: Undo<K, S>
}

/**
 * The state of one partition: the newest version in one map, and for each version that is retained beside it the changes
 * that lead back to it.
 *
 *     #slots   = version 3000
 *     #steps   = [2000: back to 1000] [3000: back to 2000]
 *
 * A draft changes the map in place and notes what leads back, so a version costs as much as it changes, however many keys
 * there are; dropping one undoes it.
 */
export class MemoryPartition<K, S> implements PartitionState<K, S> {
  readonly #slots = new Slots<K, S>()
  #steps: Step<K, S>[] = []
  #version: number | undefined
  #oldest: number | undefined
  #draft: MemoryDraft<K, S> | undefined

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
    this.#draft?.abort()
    const draft: MemoryDraft<K, S> = new MemoryDraft(from, this.#slots, (undo) => {
      this.#draft = undefined
      if (undo !== undefined) this.#commit(from, to, undo)
    })
    this.#draft = draft
    return draft
  }

  scratch(from: number | undefined, to: number): StateDraft<K, S> {
    return new ScratchDraft(from, to, this.#at(from), this.#slots.nextOrder)
  }

  /** Forget what is only needed to read versions below `version`. */
  retain(version: number): void {
    while (this.#oldest !== undefined && this.#oldest < version && this.#steps.length > 0)
      this.#oldest = this.#steps.shift()?.version
  }

  #at(version: number | undefined): Overlay<K, S> {
    if (version === undefined) return new Overlay<K, S>(new KeyEntries<K, Slot<K, S>>(), new KeyMap())
    if (!this.has(version)) throw broken(`version ${version} of a state was read, but it is not there any more`)
    const changes = new KeyMap<K, Change<S>>()
    // From the newest back: what an earlier step restores is what an earlier version had, so it is written over.
    this.#draft?.undo.putOver(changes)
    for (let i = this.#steps.length - 1; i >= 0; i--) {
      const step = this.#steps[i] as Step<K, S>
      if (step.version <= version) break
      step.undo.putOver(changes)
    }
    return new Overlay(this.#slots.map, changes)
  }

  #commit(from: number | undefined, to: number, undo: Undo<K, S>): void {
    // Nothing leads back from the first version: before it there is the empty state.
    if (from === undefined) this.#oldest = to
    else this.#steps.push({ version: to, undo })
    this.#version = to
  }
}

const broken = (message: string): StreamError => new StreamError('BUG_INVARIANT', message)
