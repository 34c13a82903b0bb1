/**
 * Counts what an iterator has still to give, and uses it up. An engine may have it on the records that it hands to a
 * function of a whole partition: it can count without making them.
 */
export const COUNT_REST: unique symbol = Symbol('count the rest')

/** How many records there are; they are used up. */
export function countRecords(records: Iterable<unknown> & { readonly [COUNT_REST]?: () => number }): number {
  if (Array.isArray(records)) return records.length
  if (records[COUNT_REST] !== undefined) return records[COUNT_REST]()
  let count = 0
  for (const _ of records) count++
  return count
}
