import { type Code, StreamError } from '../../kernel/errors.ts'
import { thrownText } from '../../kernel/thrown.ts'

/** Something thrown, as it crosses to another thread: anything may be thrown, and not everything can be cloned. */
export type WireError =
  | {
      readonly kind: 'ours'
      readonly code: Code
      readonly what: string
      readonly at: string | undefined
      readonly hint: string | undefined
      readonly retryable: boolean
      readonly cause: WireError | undefined
    }
  | { readonly kind: 'error'; readonly name: string; readonly message: string; readonly stack: string | undefined }
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'text'; readonly text: string }

/** Causes of causes beyond this are left behind. */
const DEEPEST = 8

export function toWire(thrown: unknown, depth = 0): WireError {
  try {
    if (StreamError.is(thrown)) return ours(thrown, depth)
    if (thrown instanceof Error) return ofError(thrown)
    return { kind: 'value', value: structuredClone(thrown) }
  } catch {
    return { kind: 'text', text: thrownText(thrown) }
  }
}

function ours({ code, what, at, hint, retryable, cause }: StreamError, depth: number): WireError {
  const inner = cause === undefined || depth >= DEEPEST ? undefined : toWire(cause, depth + 1)
  return { kind: 'ours', code, what, at, hint, retryable, cause: inner }
}

/** Properties are read as text: getters of a hostile error may answer anything. */
const ofError = ({ name, message, stack }: Error): WireError => ({
  kind: 'error',
  name: String(name),
  message: String(message),
  stack: stack === undefined ? undefined : String(stack),
})

export function fromWire(wire: WireError): unknown {
  switch (wire.kind) {
    case 'ours': {
      const { code, what, at, hint, retryable } = wire
      const cause = wire.cause === undefined ? undefined : fromWire(wire.cause)
      return new StreamError(code, what, { at, hint, retryable, cause })
    }
    case 'error': {
      const error = new Error(wire.message)
      Object.defineProperty(error, 'name', { value: wire.name, configurable: true, writable: true })
      if (wire.stack !== undefined) error.stack = wire.stack
      return error
    }
    case 'value':
      return wire.value
    case 'text':
      return new Error(wire.text)
  }
}
