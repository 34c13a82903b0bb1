import { type Column, DECIMAL, NUMBER, TEXT, valueAt } from '../../kernel/bytes/columns.ts'
import type { RowPredicate } from '../../rdd/declared/meaning.ts'
import { IdMemo } from './id-memo.ts'

/** Leaves those of the first `n` of `rows` that pass, in their order, and answers how many they are. */
export type RowFilter = (column: Column, rows: Int32Array, n: number) => number

export function rowFilter(predicate: RowPredicate): RowFilter {
  if (predicate.kind === 'equals' && typeof predicate.value === 'string') return textFilter(predicate.value)
  if (predicate.kind === 'atLeast' || predicate.kind === 'below') return numberFilter(predicate)
  const passes = testOf(predicate)
  const memo = new IdMemo((value) => (passes(value) ? 1 : 0))
  return (column, rows, n) => {
    const { kinds, ids, dictionary } = column
    const known = memo.of(dictionary)
    let kept = 0
    for (let i = 0; i < n; i++) {
      const row = rows[i] as number
      if (kinds[row] === TEXT) {
        const answer = known[ids[row] as number] as number
        if ((answer > 0 ? answer - 1 : memo.at(known, dictionary, ids[row] as number)) === 1) rows[kept++] = row
      } else if (passes(valueAt(column, row))) rows[kept++] = row
    }
    return kept
  }
}

function testOf(predicate: RowPredicate): (value: any) => boolean {
  switch (predicate.kind) {
    case 'equals':
      return (value) => value === predicate.value
    case 'isIn':
      return (value) => predicate.members().has(value)
    case 'atLeast':
      return (value) => value >= predicate.number
    case 'below':
      return (value) => value < predicate.number
  }
}

function textFilter(text: string): RowFilter {
  return (column, rows, n) => {
    const id = column.dictionary.idOf(text)
    const { kinds, ids } = column
    let kept = 0
    for (let i = 0; i < n; i++) {
      const row = rows[i] as number
      // Written in any case, because a processor guesses badly which rows pass.
      rows[kept] = row
      if (kinds[row] === TEXT) kept += Number(ids[row] === id)
      else if (valueAt(column, row) === text) kept++
    }
    return kept
  }
}

function numberFilter(predicate: Extract<RowPredicate, { kind: 'atLeast' | 'below' }>): RowFilter {
  const { number } = predicate
  const wanted = predicate.kind === 'atLeast'
  const passes = testOf(predicate)
  return (column, rows, n) => {
    const { kinds, numbers } = column
    let kept = 0
    for (let i = 0; i < n; i++) {
      const row = rows[i] as number
      rows[kept] = row
      const kind = kinds[row]
      if (kind === NUMBER || kind === DECIMAL) {
        const value = numbers[row] as number
        // NaN is neither.
        kept += Number(wanted ? value >= number : value < number)
      } else if (passes(valueAt(column, row))) kept++
    }
    return kept
  }
}
