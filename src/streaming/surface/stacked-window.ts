import { StreamError } from '../../kernel/errors.ts'
import type { PartitionFunction } from '../../rdd/node.ts'
import { oneToOne, RDD } from '../../rdd/rdd.ts'
import { DStream } from '../dstream.ts'
import { KeyedStacks } from './keyed-stacks.ts'
import type { WindowView } from './panes.ts'
import { type Span, timesIn } from './span.ts'
import { SLIDES_REMEMBERED } from './state-versions.ts'
import { type PanesMaking, WindowPanes } from './window-panes.ts'

/**
 * One value for each key in a window, by a function without an inverse, at a cost that does not depend on how long the
 * window is.
 *
 * The panes are a state. The sums over them are not: they are kept from window to window for speed only, and where they
 * are not at hand (a task that failed, a window asked for again, another thread) they are made of the panes.
 */
export function stackedWindow<K, V>(
  making: PanesMaking<K, V>,
  reduce: (a: V, b: V) => V,
  finish: (rdd: RDD<[K, V]>) => RDD<[K, V]> = (rdd) => rdd,
): DStream<[K, V]> {
  const { parent, operator, span, partitioner } = making
  const { sparkContext } = parent.context
  const panes = new WindowPanes<K, V>(making)
  const sums = operator.place(reduceWindows<K, V>(reduce, span, panes.length))
  const stream: DStream<[K, V]> = new DStream<[K, V]>(parent.context, operator, {
    slide: span.slide,
    parents: [parent],
    ...panes.needs,
    compute: async (time) => {
      const { rdd } = await panes.at(time)
      const reduced = new RDD<[K, V]>(sparkContext, {
        operator: operator.site.operator,
        site: operator.site,
        dependencies: [oneToOne(rdd)],
        body: { kind: 'partition', f: sums },
        partitions: partitioner.numPartitions,
        partitioner,
      })
      return sparkContext.at(operator.site, () => finish(reduced))
    },
    forget: (last) => panes.forget(stream, last),
  })
  stream.remember(SLIDES_REMEMBERED * span.slide)
  return stream
}

/** Windows of up to so many slides are reduced anew: that costs no more, and nothing has to be kept. */
const FEW_SLIDES = 3

/** True for a window that is worth being moved on. */
export const isLong = ({ window, slide }: Span): boolean => window > FEW_SLIDES * slide

interface Sums<K, V> {
  readonly stacks: KeyedStacks<K, V>
  time: number
}

/** Reduces windows that come one after another, in each partition. */
export function reduceWindows<K, V>(reduce: (a: V, b: V) => V, { window }: Span, pane: number): PartitionFunction {
  const known = new Map<number, Sums<K, V>>()
  return ([views], { index }) => {
    const [view] = views as Iterable<WindowView<K, V>>
    if (view === undefined) return []
    const at = known.get(index)
    // Until it has moved on it is of no use: the function may throw on the way.
    if (at === undefined || at.time <= view.time) known.delete(index)
    const moved = moveOn(at, view) ?? moveOn({ stacks: new KeyedStacks(reduce, window / pane), time: -Infinity }, view)
    if (moved === undefined)
      throw new StreamError('BUG_INVARIANT', `panes of the window of ${view.time} ms are missing`)
    const pairs = moved.stacks.pairs()
    if (!known.has(index)) known.set(index, moved)
    return pairs
  }

  /** Undefined when the sums cannot be taken on to the window. */
  function moveOn(sums: Sums<K, V> | undefined, view: WindowView<K, V>): Sums<K, V> | undefined {
    if (sums === undefined || sums.time > view.time) return undefined
    const { stacks } = sums
    for (const time of timesIn(Math.max(sums.time, view.time - window), view.time, pane)) {
      const came = view.pane(time)
      if (came !== undefined) stacks.add(time, came)
    }
    stacks.drop(view.time - window)
    sums.time = view.time
    return stacks.size === view.size ? sums : undefined
  }
}
