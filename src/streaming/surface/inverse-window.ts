import { StreamError } from '../../kernel/errors.ts'
import { KeyMap } from '../../kernel/key-map.ts'
import { show } from '../../kernel/show.ts'
import type { PartitionPlace } from '../../rdd/node.ts'
import type { Partitioner } from '../../rdd/partitioner.ts'
import { StorageLevel } from '../../rdd/storage-level.ts'
import type { StateDraft } from '../../state/store.ts'
import { DStream } from '../dstream.ts'
import type { Operator } from '../operator.ts'
import { concatenated } from './concatenated.ts'
import { keyCall } from './key-call.ts'
import { type Span, timesIn } from './span.ts'
import { SLIDES_REMEMBERED, StateVersions } from './state-versions.ts'
import { rddsAt } from './window-stream.ts'

type Pair<K, V> = readonly [K, V]

/** How a window is kept up to date; `filter` says which pairs stay. */
export interface Inversion<K, V> {
  readonly reduce: (a: V, b: V) => V
  readonly inverse: (sum: V, left: V) => V
  readonly filter: ((pair: [K, V]) => unknown) | undefined
}

/**
 * The sum of each key's values in a window, made from the sum of the window before:
 *
 *     before  (t−s−w ─────────────── t−s]
 *     now              (t−w ─────────────── t]
 *             └─ left ─┘             └ came ┘        now = before − left + came
 *
 * `sums` holds one sum a key and batch and lies by `partitioner`. The window's sums are the state; an unchanged key costs
 * nothing but being said. Where a window does not touch the one before (s ≥ w), all of it leaves, and what lies between is
 * never seen.
 *
 * Source    Spark's ReducedWindowedDStream
 */
export function inverseWindow<K, V>(
  sums: DStream<Pair<K, V>>,
  operator: Operator,
  span: Span,
  partitioner: Partitioner,
  inversion: Inversion<K, V>,
  owner: Operator = operator,
): DStream<[K, V]> {
  const { window, slide } = span
  const { sparkContext } = sums.context
  const versions = new StateVersions<[K, V]>(sums.context, owner, operator.site, partitioner)
  const move = operator.place(moveWindow(operator, inversion))
  const view = operator.place((state: Iterable<[K, V]>) => state)
  sums.suggestLevel(StorageLevel.MEMORY_ONLY)
  const stream: DStream<[K, V]> = new DStream<[K, V]>(sums.context, operator, {
    slide,
    parents: [sums],
    parentsRemember: window + slide,
    stateful: true,
    compute: async (time) => {
      // Usually a slide ago; longer when a consumer skipped windows, or when one could not be made.
      const from = await versions.newest()
      const anew = versions.takeLost()
      const before = from === undefined || anew ? Number.NEGATIVE_INFINITY : from
      const apart = before <= time - window
      const left = apart ? [] : await rddsAt(sums, timesIn(before - window, time - window, sums.slide))
      const came = await rddsAt(sums, timesIn(Math.max(before, time - window), time, sums.slide))
      const inputs = [left, came].map((rdds) => concatenated(sparkContext, operator.site, rdds, partitioner))
      const told: Told = { from, time, anew, apart }
      return versions.make(time, { from, inputs, f: move, view, told, anew })
    },
    forget: (last) => versions.forget(stream, last),
  })
  stream.remember(SLIDES_REMEMBERED * slide)
  return stream
}

/** What a window tells its tasks. */
interface Told {
  readonly from: number | undefined
  readonly time: number
  /** The window before was lost. */
  readonly anew: boolean
  /** The window does not touch the one before. */
  readonly apart: boolean
}

const moveWindow =
  <K, V>(operator: Operator, { reduce, inverse, filter }: Inversion<K, V>) =>
  (
    draft: StateDraft<K, V>,
    inputs: readonly Iterable<Pair<K, V>>[],
    { prepared }: PartitionPlace,
  ): Iterable<[K, V]> => {
    const told = prepared as Told
    const [add, subtract] = [reduce, inverse].map((f) => keyCall(f, (_sum, value) => value)) as [
      typeof reduce,
      typeof inverse,
    ]
    if (told.anew) for (const [key] of draft) draft.delete(key)
    else if (draft.from !== told.from) throw neverMade(operator, told)
    const [left, came] = inputs.map((pairs) => sumUp(pairs, add)) as [KeyMap<K, V>, KeyMap<K, V>]
    // All that the window before held has left, and its sum is at hand.
    if (told.apart) for (const [key, sum] of draft) left.set(key, sum)
    takeOut(draft, left, subtract, (key) => {
      if (!came.has(key)) throw neverCame(operator, key)
    })
    putIn(draft, came, add)
    if (filter === undefined) return draft
    const stays = keyCall(filter, (pair) => pair)
    for (const changed of [left, came]) keep(draft, changed, stays)
    return draft
  }

function takeOut<K, V>(
  draft: StateDraft<K, V>,
  left: KeyMap<K, V>,
  inverse: Inversion<K, V>['inverse'],
  absent: (key: K) => void,
): void {
  for (const [key, gone] of left)
    if (draft.has(key)) draft.set(key, inverse(draft.get(key) as V, gone))
    else absent(key)
}

function putIn<K, V>(draft: StateDraft<K, V>, came: KeyMap<K, V>, reduce: Inversion<K, V>['reduce']): void {
  for (const [key, value] of came) draft.set(key, draft.has(key) ? reduce(draft.get(key) as V, value) : value)
}

/** Drop the keys of `changed` to which `filter` says false; the others passed it before. */
function keep<K, V>(draft: StateDraft<K, V>, changed: KeyMap<K, V>, filter: (pair: [K, V]) => unknown): void {
  for (const key of changed.keys()) if (draft.has(key) && !filter([key, draft.get(key) as V])) draft.delete(key)
}

/** One sum a key, of values in order of their batches. */
function sumUp<K, V>(pairs: Iterable<Pair<K, V>>, reduce: (a: V, b: V) => V): KeyMap<K, V> {
  const sums = new KeyMap<K, V>()
  for (const [key, value] of pairs) sums.set(key, sums.has(key) ? reduce(sums.get(key) as V, value) : value)
  return sums
}

const neverCame = (operator: Operator, key: unknown): StreamError =>
  new StreamError(
    'E_INVERSE',
    `values of key ${show(key, 80)} left the window, but the window before had no such key`,
    {
      at: String(operator.site),
      hint: 'Let filter drop only keys without values in the window, and inverse undo exactly what reduce did.',
    },
  )

const neverMade = (operator: Operator, { from, time }: Told): StreamError =>
  new StreamError('E_NO_RDD', `the window of ${from} ms failed, so that of ${time} ms cannot be made from it`, {
    at: String(operator.site),
    hint: 'The next windows are made anew.',
  })
