import type { Form } from './generate.ts'
import type { Op } from './op.ts'

const pairFirst = (k: number): string => `at = ${k}; if (!isPair(v${k})) throw notPair(v${k});`

/** Looked at each time, because the first call for two values is not that of the first record; a number costs nothing. */
const merge = (sum: string, call: string): string => `${sum} = settled(${call})`

/** Code that takes the record in `v<k>` into the sink. `checked` adds to a call a look at what it answers. */
export const SINKS: Readonly<
  Partial<Record<Op, (k: number, checked: (call: string) => string, form: Form) => string>>
> = {
  collect: (k) => `out.push(v${k})`,
  take: (k) => `out.push(v${k}); if (out.length >= limit) return true`,
  count: () => 'n++',
  // The first sum of an array was made elsewhere.
  reduce: (k, _, form) => {
    const call = `f${k}(sum, v${k})`
    return `if (full) { at = ${k}; ${form === 'array' ? `sum = ${call}` : merge('sum', call)} } else { sum = v${k}; full = true }`
  },
  fold: (k, checked) => `at = ${k}; sum = ${checked(`f${k}(sum, v${k})`)}`,
  each: (k, checked) => `at = ${k}; ${checked(`f${k}(v${k})`)}`,
  bucket: (k) => `${pairFirst(k)} buckets[partitionOf(v${k}[0])].push(v${k})`,
  create: (k, checked) => `${pairFirst(k)} const pair = sums.get(v${k}[0])
      if (pair === undefined) sums.set(v${k}[0], [v${k}[0], ${checked(`f${k}(v${k}[1])`)}])
      else { at = ${k + 1}; ${merge('pair[1]', `f${k + 1}(pair[1], v${k}[1])`)} }`,
  absorb: (k) => `${pairFirst(k)} const pair = sums.get(v${k}[0])
      if (pair === undefined) sums.set(v${k}[0], [v${k}[0], v${k}[1]])
      else { ${merge('pair[1]', `f${k}(pair[1], v${k}[1])`)} }`,
  group: (k) => `${pairFirst(k)} let group = groups.get(v${k}[0])
      if (group === undefined) {
        group = [v${k}[0], Array.from({ length: sides }, () => [])]
        groups.set(v${k}[0], group)
      }
      group[1][side].push(v${k}[1])`,
}

/**
 * What stands before and after the loop of a sink.
 *
 * A sum that is a number when the loop begins is read with `+`, which changes nothing about it but tells V8 so: it then
 * keeps the sum in a register instead of in a new object for each record.
 */
export const FRAMES: Readonly<Partial<Record<Op, (numeric: boolean) => readonly [open: string, close: string]>>> = {
  collect: () => ['const out = s.out', ''],
  take: () => ['const out = s.out, limit = s.limit', ''],
  count: () => ['let n = s.count', 's.count = n'],
  reduce: (numeric) => [`let full = s.full, sum = ${value(numeric)}`, 's.full = full; s.value = sum'],
  fold: (numeric) => [`let sum = ${value(numeric)}`, 's.value = sum'],
  bucket: () => ['const buckets = s.buckets, partitionOf = s.partitionOf', ''],
  create: () => ['const sums = s.sums', ''],
  absorb: () => ['const sums = s.sums', ''],
  group: () => ['const groups = s.groups, side = s.side, sides = s.sides', ''],
}

const value = (numeric: boolean): string => (numeric ? '+s.value' : 's.value')
