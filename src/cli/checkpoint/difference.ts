import { KeyMap } from '../../kernel/key-map.ts'
import { show } from '../../kernel/show.ts'
import { toJson } from '../../kernel/value-text.ts'
import type { StateLayout } from '../../streaming/checkpoint/records.ts'
import { type Contents, entriesOfState } from './contents.ts'
import { dateOf } from './describe-text.ts'

/** A state in two checkpoints, entry by entry. */
export interface StateDifference {
  readonly name: string
  /** What is otherwise in its layout: `partitions: 2 and 3`. */
  readonly layout: readonly string[]
  readonly added: readonly Changed[]
  readonly removed: readonly Changed[]
  readonly changed: readonly Changed[]
  readonly same: number
}

/** As `toJson` writes it; without what one of the checkpoints has not. */
export interface Changed {
  readonly key: unknown
  readonly before?: unknown
  readonly after?: unknown
}

export interface Difference {
  /** `batch: 1000 and 2000`. */
  readonly settings: readonly string[]
  readonly states: readonly StateDifference[]
}

/** What is otherwise in checkpoint `b` than in `a`; of one state alone when `only` names one. */
export function differenceOf(a: Contents, b: Contents, only?: string): Difference {
  const names = new Set([...a.recovered.states.keys(), ...b.recovered.states.keys()])
  return {
    settings: settingsOf(a, b),
    states: [...names].filter((name) => only === undefined || name === only).map((name) => ofState(a, b, name)),
  }
}

function settingsOf({ recovered: a }: Contents, { recovered: b }: Contents): string[] {
  const inputs = (recovered: typeof a): string => [...recovered.inputs.keys()].sort().join(', ')
  const sums = ({ accumulators }: typeof a): string => JSON.stringify(toJson(accumulators))
  return [
    ...different('job', a.base.job, b.base.job),
    ...different('batch', a.base.batch, b.base.batch),
    ...different('last batch', timeOf(a.time), timeOf(b.time)),
    ...different('inputs', inputs(a), inputs(b)),
    ...(sums(a) === sums(b) ? [] : different('accumulators', show(a.accumulators), show(b.accumulators))),
  ]
}

const timeOf = (time: number | undefined): string => (time === undefined ? 'none' : dateOf(time))

const different = (what: string, a: unknown, b: unknown): string[] => (a === b ? [] : [`${what}: ${a} and ${b}`])

function ofState(a: Contents, b: Contents, name: string): StateDifference {
  const before = new KeyMap<unknown, unknown>()
  for (const [key, value] of entriesOfState(a, name) ?? []) before.set(key, toJson(value))
  const [added, changed]: [Changed[], Changed[]] = [[], []]
  let same = 0
  for (const [key, value] of entriesOfState(b, name) ?? []) {
    const after = toJson(value)
    const known = before.get(key)
    if (!before.delete(key)) added.push({ key: toJson(key), after })
    else if (JSON.stringify(known) === JSON.stringify(after)) same++
    else changed.push({ key: toJson(key), before: known, after })
  }
  const removed = [...before].map(([key, value]) => ({ key: toJson(key), before: value }))
  return { name, layout: layoutOf(a, b, name), added, removed, changed, same }
}

function layoutOf(a: Contents, b: Contents, name: string): string[] {
  const find = ({ recovered }: Contents): StateLayout | undefined =>
    recovered.states.has(name) ? recovered.base.states.find((state) => state.name === name) : undefined
  const [one, two] = [find(a), find(b)]
  if (one === undefined || two === undefined) return [`only in ${one === undefined ? b.directory : a.directory}`]
  return (['kind', 'partitions', 'byHash', 'version'] as const).flatMap((key) => different(key, one[key], two[key]))
}

/** As lines for a person; with entries, at most `limit` of each state. */
export function differenceLines({ settings, states }: Difference, limit: number): string[] {
  const lines = states.flatMap(({ name, layout, added, removed, changed, same }) => {
    const entries = [
      ...removed.map(({ key, before }) => `  - ${json(key)} ${json(before)}`),
      ...added.map(({ key, after }) => `  + ${json(key)} ${json(after)}`),
      ...changed.map(({ key, before, after }) => `  ~ ${json(key)} ${json(before)} -> ${json(after)}`),
    ]
    const counts = `${added.length} added, ${removed.length} removed, ${changed.length} changed, ${same} the same`
    const more = limit > 0 && entries.length > limit ? [`  and ${entries.length - limit} more`] : []
    return [`state ${name}: ${[...layout, counts].join('; ')}`, ...entries.slice(0, limit), ...more]
  })
  return [...settings, ...lines]
}

const json = (value: unknown): string => JSON.stringify(value)
