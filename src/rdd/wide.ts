/**
 * The type that a value of a literal type has in general: `number` for `1`. Pairs written `[word, 1] as const` have
 * values of type `1`, and the sum of two of them is not one.
 */
export type Wide<V> = 0 extends 1 & V
  ? V
  : IsUnion<V> extends true
    ? [V] extends [boolean]
      ? boolean
      : V
    : [V] extends [number]
      ? number
      : [V] extends [string]
        ? string
        : [V] extends [bigint]
          ? bigint
          : [V] extends [boolean]
            ? boolean
            : V

type IsUnion<T, U = T> = T extends unknown ? ([U] extends [T] ? false : true) : never
