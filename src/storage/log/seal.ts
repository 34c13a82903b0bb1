import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto'

/** Bytes of a tag. */
export const TAG_BYTES = 32

/**
 * A secret key, and the tags that only who has it can make: HMAC-SHA-256. The key itself comes out nowhere.
 *
 * Source    docs/reference/record-log-format.md; RFC 2104
 */
export class Seal {
  readonly #key: KeyObject

  constructor(key: Uint8Array) {
    this.#key = createSecretKey(key)
  }

  /** One with a key of its own: its tags say nothing to that of another part, and those of another part nothing to it. */
  of(part: string | Uint8Array): Seal {
    return new Seal(this.tag([part]))
  }

  /** The tag of bytes that come in parts. */
  tag(parts: readonly (string | Uint8Array)[]): Buffer {
    const hmac = createHmac('sha256', this.#key)
    for (const part of parts) hmac.update(part)
    return hmac.digest()
  }

  /** Whether a tag is that of these bytes. */
  isTagOf(tag: Uint8Array, parts: readonly (string | Uint8Array)[]): boolean {
    return tag.length === TAG_BYTES && timingSafeEqual(tag, this.tag(parts))
  }
}
