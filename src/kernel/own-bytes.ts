/**
 * The same bytes with memory of their own, a copy unless they have it: whoever keeps a part of some memory keeps all of it, and
 * whoever sends a part to another thread sends all.
 */
export const ownBytes = (bytes: Uint8Array): Uint8Array =>
  bytes.byteLength === bytes.buffer.byteLength ? bytes : new Uint8Array(bytes)
