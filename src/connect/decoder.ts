import type { Pages } from '../kernel/bytes/pages.ts'
import type { TextBlock } from '../kernel/bytes/text-block.ts'
import type { StreamError } from '../kernel/errors.ts'

/**
 * Makes records of the bytes of one connection. A new one is made for each connection, so it may hold the piece of a
 * record that is not complete.
 */
export interface Decoder<T> {
  /**
   * The records that `bytes` completes. The bytes are valid only during the call: who keeps them copies them.
   *
   * When it throws, nothing of `bytes` is stored, and the connection is closed and opened again.
   */
  decode(bytes: Uint8Array): Iterable<T>
  /**
   * As `decode`, where most of the records may stay bytes: blocks of lines among the records, in the order of all. Blocks
   * of bytes that lie in `pages` lie there, too, and are held for who gets them; others are copies.
   *
   * @internal
   */
  pieces?(bytes: Uint8Array, pages?: Pages): readonly (T | TextBlock)[]
  /** True when `decode` never answers parts of `bytes`. @internal */
  readonly copies?: boolean
  /** No more will be asked of this decoder. @internal */
  close?(): void
  /** The peer will send nothing more: what the bytes that are held make. */
  end?(): Iterable<T>
  /**
   * Set by `decode` when it cannot go on after the records that it answered: they are stored, and the connection is
   * closed and opened again.
   */
  readonly refusal?: StreamError | undefined
}

/** What makes decoders. */
export interface Decoding<T> {
  /** Called for each connection. */
  create(): Decoder<T>
}
