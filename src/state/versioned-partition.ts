import { StreamError } from '../kernel/errors.ts'
import type { KeptVersion } from '../kernel/kept-state.ts'
import { KeyEntries } from '../kernel/key-entries.ts'
import { KeyMap } from '../kernel/key-map.ts'
import { changesOf, encodeChanges, type KeptChanges } from './changes.ts'
import { DraftInPlace } from './draft-in-place.ts'
import { type Change, Overlay } from './overlay.ts'
import { restoreChanges } from './restore.ts'
import { Rounds } from './rounds.ts'
import { ScratchDraft } from './scratch-draft.ts'
import { type Slot, type SlotMap, Slots } from './slots.ts'
import type { PartitionState, StateDraft, StateView } from './store.ts'
import type { Undo } from './undo.ts'

export type KeepVersion = (version: Omit<KeptVersion, 'operator' | 'partition'>) => void

export interface PartitionParts<K, S> {
  readonly slots: SlotMap<K, S>
  /** States must have a form as data, whether somebody keeps them or not. */
  readonly asData: boolean
  /** Is told of each version before it counts; undefined when nobody wants to know. */
  readonly keep: KeepVersion | undefined
}

/** A version and what leads from it back to the version before. */
interface Step<K, S> {
  readonly version: number
  readonly undo: Undo<K, S>
}

/**
 * The state of one partition: the newest version in one map, and for each version that is retained beside it the changes
 * that lead back to it. These are in memory, wherever the map is.
 *
 *     #slots   = version 3000
 *     #steps   = [2000: back to 1000] [3000: back to 2000]
 *
 * A draft changes the map in place and notes what leads back, so a version costs as much as it changes, however many keys
 * there are; dropping one undoes it.
 */
export class VersionedPartition<K, S> implements PartitionState<K, S> {
  readonly #slots: Slots<K, S>
  readonly #rounds: Rounds<K, S>
  readonly #asData: boolean
  readonly #keep: KeepVersion | undefined
  #steps: Step<K, S>[] = []
  #version: number | undefined
  #oldest: number | undefined
  #draft: DraftInPlace<K, S> | undefined

  constructor({ slots, asData, keep }: PartitionParts<K, S>) {
    this.#slots = new Slots(slots)
    this.#rounds = new Rounds(this.#slots)
    this.#asData = asData
    this.#keep = keep
  }

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
    const isNoted = this.#keep !== undefined || this.#asData
    const draft = new DraftInPlace<K, S>(from, this.#slots, isNoted, (ended, committed) => {
      if (committed) this.#tell(from, to, ended)
      this.#draft = undefined
      if (committed) this.#commit(from, to, ended.undo)
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

  /** Begin with what was kept, of which versions before `oldest` will not be read. Up to `whole` all of it counts as one. */
  restore(changes: Iterable<KeptChanges>, whole: number, oldest: number): void {
    const { direct, later } = restoreChanges(this.#slots, changes, whole, oldest)
    this.#version = direct
    this.#oldest = direct
    for (const { to, apply } of later) {
      const draft = new DraftInPlace<K, S>(this.#version, this.#slots, false, () => {})
      apply(draft)
      this.#commit(this.#version, to, draft.undo)
    }
  }

  /** Forget all of it. */
  clear(): void {
    this.#slots.map.clear()
  }

  #tell(from: number | undefined, to: number, { changed = [], number }: DraftInPlace<K, S>): void {
    const { nextOrder } = this.#slots
    if (this.#keep === undefined) {
      // What has no form as data is found now and not when it is to leave memory.
      if (this.#asData) encodeChanges(changesOf(to, nextOrder, changed, []))
      return
    }
    const stretch = this.#rounds.next(changed.length, number)
    const { slots, begins, ends } = stretch
    const changes = encodeChanges(changesOf(to, nextOrder, changed, slots))
    this.#keep({ to, changes, begins, ends, isFirst: from === undefined })
    this.#rounds.kept(stretch)
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
