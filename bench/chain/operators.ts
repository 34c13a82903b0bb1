/** The five operators of the chain, written once so that every variant calls the same functions. */
export const N = 1_000_000

export const numbers = (): number[] => Array.from({ length: N }, (_, i) => i % 1000)
export const double = (x: number): number => x * 2
export const notOfSix = (x: number): boolean => x % 6 !== 0
export const plusOne = (x: number): number => x + 1
export const small = (x: number): boolean => x < 1900
export const half = (x: number): number => x / 2
export const add = (a: number, b: number): number => a + b

export interface Item {
  readonly id: number
  readonly key: string
  readonly v: number
}

export const items = (): Item[] => Array.from({ length: N }, (_, id) => ({ id, key: `k${id % 100}`, v: id % 1000 }))
export const doubleV = (r: Item): Item => ({ id: r.id, key: r.key, v: r.v * 2 })
export const notOfSixV = (r: Item): boolean => r.v % 6 !== 0
export const plusOneV = (r: Item): Item => ({ id: r.id, key: r.key, v: r.v + 1 })
export const smallV = (r: Item): boolean => r.v < 1900
export const halfOf = (r: Item): number => r.v / 2
