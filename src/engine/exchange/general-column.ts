/**
 * Values of any kind, in V8's value serialization format.
 *
 * Of what was measured it is the only one that loses nothing: msgpackr and cbor-x, in every setting, turn −0 into 0, lone
 * surrogates into U+FFFD, holes of sparse arrays into undefined, and rename or drop a property called `__proto__`
 * (docs/design/007). It is slower on plain rows, and plain rows do not come here: row-column.ts.
 *
 * Views of bytes come back with a buffer of their own that is no longer than they are. What Node's own `deserialize`
 * answers would share memory with the frame, and so with every other thread that reads it.
 */
import { DefaultDeserializer, DefaultSerializer } from 'node:v8'
import { unreadable } from './frame.ts'
import type { FrameWriter } from './frame-writer.ts'

/** Write `list`; answers `kind`. Throws what V8 throws for a value that cannot be cloned. */
export function writeGeneral(writer: FrameWriter, list: readonly unknown[], kind: number): number {
  writer.append(serialized(list))
  return kind
}

/** A value in V8's format. Throws what V8 throws. */
export function serialized(value: unknown): Uint8Array {
  const serializer = new DefaultSerializer()
  serializer.writeHeader()
  serializer.writeValue(value)
  return serializer.releaseBuffer()
}

export function readGeneral(bytes: Uint8Array): unknown {
  try {
    const deserializer = new Reading(bytes)
    deserializer.readHeader()
    return deserializer.readValue()
  } catch (cause) {
    throw unreadable('a column is none that this Node reads', cause)
  }
}

class Reading extends DefaultDeserializer {
  _readHostObject(): ArrayBufferView {
    // @ts-expect-error: the types leave out the methods that subclasses are meant to override.
    const view = super._readHostObject() as ArrayBufferView
    const { buffer, byteOffset, byteLength } = view
    if (Buffer.isBuffer(view)) return Buffer.from(view)
    const own = new ArrayBuffer(byteLength)
    new Uint8Array(own).set(new Uint8Array(buffer, byteOffset, byteLength))
    const Kind = view.constructor as new (buffer: ArrayBufferLike) => ArrayBufferView
    return new Kind(own)
  }
}
