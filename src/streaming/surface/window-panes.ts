import { StreamError } from '../../kernel/errors.ts'
import type { Placed } from '../../program/placed.ts'
import type { PartitionPlace, StateBody, StateFunction } from '../../rdd/node.ts'
import type { Partitioner } from '../../rdd/partitioner.ts'
import type { RDD } from '../../rdd/rdd.ts'
import type { StateDraft, StateView } from '../../state/store.ts'
import type { DStream, StreamMaking } from '../dstream.ts'
import type { Operator } from '../operator.ts'
import type { Pair } from './keyed-stacks.ts'
import { type Pane, paneOf, type WindowView } from './panes.ts'
import { paneLength, type Span, timesIn } from './span.ts'
import { StateVersions } from './state-versions.ts'
import { rddsAt } from './window-stream.ts'

/** How a window comes by its panes. */
export interface PanesMaking<K, V> {
  readonly parent: DStream<any>
  readonly operator: Operator
  /** Under whose name the panes are filed. */
  readonly owner: Operator
  readonly span: Span
  readonly partitioner: Partitioner
  /** One value a key, by the partitioner, of the records of a pane. */
  readonly sum: (rdd: RDD<any>) => RDD<Pair<K, V>>
}

/** The panes of a window at one time. */
export interface PanesAt<K, V> {
  /** One record a partition. */
  readonly rdd: RDD<WindowView<K, V>>
  /** Time of the window before; undefined for the first. */
  readonly from: number | undefined
  /** The window before could not be made. */
  readonly anew: boolean
}

/**
 * The panes that lie in a window, as a state: each window takes in what came since the one before and lets go of what left.
 * So a window costs what changed, and it depends on a few RDDs however long it is.
 *
 *     panes     | 1 | 2 | 3 | 4 | 5 | 6 |         window 4, slide 2, so a pane is 2
 *     at 4      └───────┴───────┘
 *     at 6              └───────┴───────┘         lets go of 1–2, takes in 5–6
 *
 * The parent remembers its RDDs until their panes are made: those that a failed batch did not make are made of them by the
 * next one. Where the panes may be lost with a worker, it remembers them for the length of the window. A function over all values of a window is not called here, so a window that fails leaves its panes.
 */
export class WindowPanes<K, V> {
  readonly length: number
  readonly #making: PanesMaking<K, V>
  readonly #versions: StateVersions<WindowView<K, V>>
  readonly #keepsLeft: boolean
  readonly #move: Placed<StateFunction>
  readonly #view: NonNullable<StateBody['view']>
  #latest = Number.NEGATIVE_INFINITY

  /** With `keepsLeft` a window also has the panes that the one before had. */
  constructor(making: PanesMaking<K, V>, { keepsLeft = false } = {}) {
    const { parent, operator, owner, span, partitioner } = making
    this.length = paneLength(span)
    this.#making = making
    this.#keepsLeft = keepsLeft
    this.#versions = new StateVersions(parent.context, owner, operator.site, partitioner, '.panes')
    this.#move = operator.place(movePanes<K, V>(operator))
    this.#view = operator.place(viewPanes)
  }

  /** How long parents must remember, and what they must keep beyond that. */
  get needs(): Pick<StreamMaking<any>, 'parentsRemember' | 'parentsMayForget'> {
    const { parent, span } = this.#making
    if (parent.context.sparkContext.backend.losesStates === true) return { parentsRemember: span.window }
    return {
      parentsMayForget: () => Math.max(this.#versions.made() ?? Number.NEGATIVE_INFINITY, this.#latest - span.window),
    }
  }

  /** The panes of the window at `time`. */
  async at(time: number): Promise<PanesAt<K, V>> {
    this.#latest = Math.max(this.#latest, time)
    const { parent, operator, span } = this.#making
    const { window } = span
    // What was made is known to the driver alone.
    const standing = await parent.context.sparkContext.once(operator.kind, () => this.#standing())
    const { from, since, anew } = standing
    this.#versions.renew(standing.generation)
    const ends = timesIn(Math.max(since ?? Number.NEGATIVE_INFINITY, time - window), time, this.length)
    const [times, inputs]: [number[], RDD<Pair<K, V>>[]] = [[], []]
    for (const end of ends) {
      const input = await this.#sumOf(end)
      if (input === undefined) continue
      times.push(end)
      inputs.push(input)
    }
    const oldest = this.#keepsLeft ? (from ?? time) : time
    const told: Told = { time, since, times, after: oldest - window }
    const rdd = this.#versions.make(time, { from, inputs, f: this.#move, view: this.#view, told, anew })
    return { rdd, from, anew }
  }

  async #standing(): Promise<Standing> {
    const { generation } = this.#versions
    try {
      const from = await this.#versions.settled()
      const anew = this.#versions.takeLost()
      return { from, since: anew ? this.#versions.made() : from, anew, generation }
    } catch (error) {
      if (!StreamError.is(error) || error.code !== 'E_WORKER_LOST') throw error
      return { from: undefined, since: undefined, anew: true, generation: generation + 1 }
    }
  }

  forget(stream: DStream<any>, last: number): void {
    this.#versions.forget(stream, last)
  }

  /** The sums of the pane that ends at `end`; undefined when the parent has no RDD in it. */
  async #sumOf(end: number): Promise<RDD<Pair<K, V>> | undefined> {
    const { parent, operator, sum } = this.#making
    const { sparkContext } = parent.context
    const rdds = await rddsAt(parent, timesIn(end - this.length, end, parent.slide))
    if (rdds.length === 0) return undefined
    return sparkContext.at(operator.site, () =>
      sum(rdds.length === 1 ? (rdds[0] as RDD<any>) : sparkContext.union(rdds)),
    )
  }
}

/** What the next window can go on from. */
interface Standing {
  /** Time of the window before; undefined when there is none. */
  readonly from: number | undefined
  /** Of the last window whose panes are all there. */
  readonly since: number | undefined
  /** The window before could not be made. */
  readonly anew: boolean
  /** How often the panes went with a worker and were begun again. */
  readonly generation: number
}

/** What a window tells its tasks. */
interface Told {
  readonly time: number
  /** The inputs go on from the panes of this window, or of any later one. */
  readonly since: number | undefined
  /** When the pane of each input ends. */
  readonly times: readonly number[]
  /** Panes that end then or before are let go of. */
  readonly after: number
}

type Panes<K, V> = StateDraft<number, Pane<K, V>>

const movePanes =
  <K, V>(operator: Operator) =>
  (draft: Panes<K, V>, inputs: readonly Iterable<Pair<K, V>>[], place: PartitionPlace): [WindowView<K, V>] => {
    const told = place.prepared as Told
    const { from } = draft
    if (told.since !== undefined && (from === undefined || from < told.since)) throw neverMade(operator, told)
    inputs.forEach((pairs, i) => {
      const time = told.times[i] as number
      if (draft.has(time)) return
      const pane = paneOf(pairs)
      if (pane.keys.length > 0) draft.set(time, pane)
    })
    for (const time of leaving(draft, told.after)) draft.delete(time)
    return viewPanes(draft, place)
  }

/** They were put in in order of time, so those that leave come first. */
function leaving(panes: Iterable<[number, unknown]>, last: number): number[] {
  const times: number[] = []
  for (const [time] of panes) {
    if (time > last) break
    times.push(time)
  }
  return times
}

const viewPanes = (panes: StateView<number, any>, { prepared }: PartitionPlace): [WindowView<any, any>] => [
  { time: (prepared as Told).time, size: panes.size, pane: (time) => panes.get(time) },
]

const neverMade = (operator: Operator, { since, time }: Told): StreamError =>
  new StreamError('E_NO_RDD', `the window of ${since} ms failed, so that of ${time} ms cannot be made from it`, {
    at: String(operator.site),
    hint: 'The next windows are made anew.',
  })
