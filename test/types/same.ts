/** True when two types are the same, not only assignable to each other. */
export type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false

/** `is<A, B>(true)` compiles only if A and B are the same type. */
export const is = <A, B>(_proof: Same<A, B>): void => {}
