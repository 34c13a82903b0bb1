import type { Address } from '../../connect/network.ts'

/** What the thread that reads is told of connections, by their numbers. */
export type ToReader =
  | { readonly kind: 'connect'; readonly id: number; readonly address: Address; readonly ahead: number }
  | { readonly kind: 'pause' | 'resume' | 'destroy' | 'end'; readonly id: number }
  | { readonly kind: 'write'; readonly id: number; readonly bytes: Uint8Array | string }
  /** So many bytes were handed on: as many may be read ahead. */
  | { readonly kind: 'taken'; readonly id: number; readonly bytes: number }
  /** Nobody needs what is in a page any more. */
  | { readonly kind: 'free'; readonly page: number }

export type FromReader =
  | { readonly kind: 'open' | 'end'; readonly id: number }
  | { readonly kind: 'close'; readonly id: number; readonly error: WireFailure | undefined }
  /** A new page in shared memory, which is written to until it is `done`. */
  | { readonly kind: 'page'; readonly page: number; readonly bytes: Uint8Array }
  | { readonly kind: 'done'; readonly page: number }
  | { readonly kind: 'data'; readonly id: number; readonly page: number; readonly from: number; readonly to: number }

/** An error of the system: a clone would lose its code. */
export interface WireFailure {
  readonly message: string
  readonly properties: Readonly<Record<string, unknown>>
  /** Of an attempt with several addresses: what each of them failed with. */
  readonly errors: readonly WireFailure[] | undefined
}

export function toWireFailure(error: Error): WireFailure {
  const properties: Record<string, unknown> = {}
  for (const name of ['code', 'errno', 'syscall', 'address', 'port'] as const) {
    const value = (error as Error & Record<string, unknown>)[name]
    if (value !== undefined) properties[name] = value
  }
  const errors = error instanceof AggregateError ? error.errors.map(toWireFailure) : undefined
  return { message: error.message, properties, errors }
}

export function fromWireFailure({ message, properties, errors }: WireFailure): Error {
  const error = errors === undefined ? new Error(message) : new AggregateError(errors.map(fromWireFailure), message)
  return Object.assign(error, properties)
}
