import { StreamError } from '../../kernel/errors.ts'
import { KeyMap, KeySet } from '../../kernel/key-map.ts'
import { show } from '../../kernel/show.ts'
import { settled, ThrownFor } from '../../rdd/faults.ts'
import type { PartitionPlace } from '../../rdd/node.ts'
import type { StateDraft, StateView } from '../../state/store.ts'
import { DStream } from '../dstream.ts'
import type { Operator } from '../operator.ts'
import { keyCall } from './key-call.ts'
import { NO_PANE, type Pane, paneOf, type WindowView } from './panes.ts'
import { timesIn } from './span.ts'
import { SLIDES_REMEMBERED, StateVersions } from './state-versions.ts'
import { type PanesMaking, WindowPanes } from './window-panes.ts'

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
 * The window's sums are the state; an unchanged key costs nothing but being said. Where a window does not touch the one
 * before (s ≥ w), all of it leaves, and what lies between is never seen.
 *
 * Source    Spark's ReducedWindowedDStream
 */
export function inverseWindow<K, V>(making: PanesMaking<K, V>, inversion: Inversion<K, V>): DStream<[K, V]> {
  const { parent, operator, owner, span, partitioner } = making
  const { window, slide } = span
  const { sparkContext } = parent.context
  const panes = new WindowPanes<K, V>(making, { keepsLeft: true })
  const versions = new StateVersions<[K, V]>(parent.context, owner, operator.site, partitioner)
  const move = operator.place(moveWindow(operator, { ...inversion, window, pane: panes.length }))
  const view = operator.place((state: StateView<K, V>) => state.pairs())
  const standing = async () => ({ from: await versions.newest(), lost: versions.takeLost() })
  const stream: DStream<[K, V]> = new DStream<[K, V]>(parent.context, operator, {
    slide,
    parents: [parent],
    ...panes.needs,
    stateful: true,
    compute: async (time) => {
      if (versions.isUnknown(time)) return undefined
      const came = await panes.at(time)
      // Usually a slide ago; longer when a consumer skipped windows, or when one could not be made.
      const { from, lost } = await sparkContext.once(operator.kind, standing)
      const anew = lost || came.anew
      const told: Told = { from, time, anew }
      return versions.make(time, { from, inputs: [came.rdd], f: move, view, told, anew })
    },
    forget(last) {
      versions.forget(stream, last)
      panes.forget(stream, last)
    },
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
}

interface Moving<K, V> extends Inversion<K, V> {
  readonly window: number
  readonly pane: number
}

const moveWindow =
  <K, V>(operator: Operator, { reduce, inverse, filter, window, pane }: Moving<K, V>) =>
  (draft: StateDraft<K, V>, inputs: readonly Iterable<any>[], { prepared }: PartitionPlace): Iterable<[K, V]> => {
    const told = prepared as Told
    const [view] = inputs[0] as Iterable<WindowView<K, V>>
    const [add, subtract] = [careful(reduce), careful(inverse)]
    if (told.anew) for (const [key] of draft) draft.delete(key)
    else if (draft.from !== told.from) throw neverMade(operator, told)
    const end = told.time - window
    const before = told.anew ? undefined : told.from
    const apart = before === undefined || before <= end
    // Of a window that does not touch the one before, all that this one held has left, and its sums are at hand.
    const left = apart ? paneOf(draft) : sumUp(view, timesIn(before - window, end, pane), add)
    const came = sumUp(view, timesIn(apart ? end : before, told.time, pane), add)
    takeOut(draft, left, subtract, (key) => {
      if (!new KeySet(came.keys).has(key)) throw neverCame(operator, key)
    })
    putIn(draft, came, add)
    if (filter === undefined) return draft.pairs()
    const stays = keyCall(filter, (pair) => pair)
    for (const { keys } of [left, came]) keep(draft, keys, stays)
    return draft.pairs()
  }

/** As `keyCall`, for a function of a sum and a value. */
const careful =
  <V>(f: (sum: V, value: V) => V) =>
  (sum: V, value: V): V => {
    try {
      return settled(f(sum, value))
    } catch (error) {
      throw new ThrownFor(value, error)
    }
  }

function takeOut<K, V>(
  draft: StateDraft<K, V>,
  { keys, values }: Pane<K, V>,
  inverse: Inversion<K, V>['inverse'],
  absent: (key: K) => void,
): void {
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i] as K
    const sum = draft.get(key)
    if (sum !== undefined || draft.has(key)) draft.set(key, inverse(sum as V, values[i] as V))
    else absent(key)
  }
}

function putIn<K, V>(draft: StateDraft<K, V>, { keys, values }: Pane<K, V>, reduce: Inversion<K, V>['reduce']): void {
  for (let i = 0; i < keys.length; i++) {
    const [key, value] = [keys[i] as K, values[i] as V]
    const sum = draft.get(key)
    draft.set(key, sum !== undefined || draft.has(key) ? reduce(sum as V, value) : value)
  }
}

/** Drop those of `keys` to which `filter` says false; the keys that did not change passed it before. */
function keep<K, V>(draft: StateDraft<K, V>, keys: readonly K[], filter: (pair: [K, V]) => unknown): void {
  for (const key of keys) {
    const sum = draft.get(key)
    if ((sum !== undefined || draft.has(key)) && !filter([key, sum as V])) draft.delete(key)
  }
}

/** One sum a key, of values in order of their panes. */
function sumUp<K, V>(
  view: WindowView<K, V> | undefined,
  times: readonly number[],
  reduce: (a: V, b: V) => V,
): Pane<K, V> {
  const panes = times.map((time) => view?.pane(time)).filter((pane) => pane !== undefined)
  if (panes.length <= 1) return panes[0] ?? NO_PANE
  const sums = new KeyMap<K, V>()
  for (const { keys, values } of panes)
    keys.forEach((key, i) => {
      const value = values[i] as V
      sums.set(key, sums.has(key) ? reduce(sums.get(key) as V, value) : value)
    })
  return paneOf(sums)
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
