import { show } from '../../kernel/show.ts'
import { settled } from '../../rdd/faults.ts'
import { userFailure } from '../../rdd/user-failure.ts'
import { type Pane, paneOf } from '../surface/panes.ts'
import type { StateVersions } from '../surface/state-versions.ts'

type Pairs = [key: unknown, value: unknown][]

/** Make values of now of those that version `from` of a program has kept. Errors: E_USER_FUNCTION, naming the key. */
export function migrated(state: StateVersions<any>, entries: Pairs, from: number): Pairs {
  if (!state.isOfPanes) return migratedPairs(state, entries, from)
  return entries.map(([time, pane]) => {
    const { keys, values } = pane as Pane<unknown, unknown>
    const pairs = keys.map((key, i): [unknown, unknown] => [key, values[i]])
    return [time, paneOf(migratedPairs(state, pairs, from) as readonly [unknown, unknown][])]
  })
}

function migratedPairs({ migration, site }: StateVersions<any>, pairs: Pairs, from: number): Pairs {
  return pairs.flatMap(([key, old]): Pairs => {
    try {
      const value = settled(migration?.call(old, from))
      return value === undefined ? [] : [[key, value]]
    } catch (error) {
      throw userFailure(site, error, `making the state of key ${show(key, 60)} of version ${from}`)
    }
  })
}
