/** What stands in one row of a column. */
export const [ABSENT, TEXT, NUMBER, TRUE, FALSE, NULL, DECIMAL, OTHER] = [0, 1, 2, 3, 4, 5, 6, 7] as const

/** Different texts by small integers. */
export interface Dictionary {
  /** How many ids there are, from 0. */
  readonly size: number
  /** Counts how often all ids were forgotten. */
  readonly generation: number
  text(id: number): string
  /** The id of a text, which may be given to it now; −1 when no row has this text. */
  idOf(text: string): number
}

/** The values of one field in the rows that are there at the moment. */
export interface Column {
  /** What stands in a row: a TEXT by its id, a NUMBER, a DECIMAL text by the whole number that it writes, … */
  readonly kinds: Uint8Array
  readonly ids: Int32Array
  readonly numbers: Float64Array
  readonly dictionary: Dictionary
  /** The value of a row of kind OTHER. */
  other(row: number): unknown
}

/** The value of a row. */
export function valueAt(column: Column, row: number): unknown {
  switch (column.kinds[row]) {
    case TEXT:
      return column.dictionary.text(column.ids[row] as number)
    case NUMBER:
      return column.numbers[row]
    case TRUE:
      return true
    case FALSE:
      return false
    case NULL:
      return null
    case ABSENT:
      return undefined
    case DECIMAL:
      return String(column.numbers[row])
    default:
      return column.other(row)
  }
}
