/** The records that go through the processes that are killed: lines `key n`, numbered from 0 over all keys. */
const KEYS = 'abcde'

export const keyOf = (n: number): string => KEYS[n % KEYS.length] as string

export const lineOf = (n: number): string => `${keyOf(n)} ${n}\n`

export const linesOf = (from: number, to: number): string =>
  Array.from({ length: to - from }, (_, i) => lineOf(from + i)).join('')

/** The key of lines that are no records: functions fail on them. */
export const BAD = 'x'
