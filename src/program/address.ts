/**
 * Where a function of the program stands: the scope that made it, and its place in that scope.
 *
 * A scope is one operator of the built graph, one evaluation of `transform` at a batch time, or `main` for functions
 * given outside any of these. Inside a scope functions are numbered from 0 in order of creation. Because a program is
 * built deterministically, every host that builds it finds the same function at the same address; that is how a
 * function reaches another thread or machine without ever being serialized.
 */
export interface Address {
  readonly scope: string
  readonly index: number
}

/** An address as one line of text, `scope/index`: for error messages and for digests. */
export const formatAddress = (address: Address): string => `${address.scope}/${address.index}`
