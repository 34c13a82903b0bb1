/** What a signal that ends programs is called. The terminal sends the first and the last, others the second. */
export const SIGNALS = { SIGINT: 2, SIGTERM: 15, SIGHUP: 1 } as const
export type Signal = keyof typeof SIGNALS

/**
 * What the engine tells its supervisor.
 *
 * `streaming`: what runs is a stream, so it is meant to go on. `batch`: a batch was begun; time in ms, some are left out.
 * `signalled`: a signal came and is acted on. `crashed`: something was thrown that nobody caught. `exit`: it ends as it
 * means to.
 */
export type FromEngine =
  | { readonly kind: 'streaming' }
  | { readonly kind: 'batch'; readonly time: number }
  | { readonly kind: 'signalled'; readonly signal: Signal }
  | { readonly kind: 'crashed' }
  | { readonly kind: 'exit' }

/**
 * What the supervisor tells the engine: it got a signal, for the `count`th time. The terminal sends a signal to both of
 * them, other programs to the supervisor alone, so the engine is told how many it must have got.
 */
export interface ToEngine {
  readonly kind: 'signal'
  readonly signal: Signal
  readonly count: number
}
