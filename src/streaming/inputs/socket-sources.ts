import type { Decoding } from '../../connect/decoder.ts'
import { frames } from '../../connect/frames.ts'
import { SocketReceiver } from '../../connect/socket-receiver.ts'
import { textLines } from '../../connect/text-lines.ts'
import { decodeFrames } from '../../kernel/codec.ts'
import { toPositiveMillis } from '../../kernel/duration.ts'
import { StreamError } from '../../kernel/errors.ts'
import { show } from '../../kernel/show.ts'
import { Site } from '../../kernel/site.ts'
import { requireSynchronous } from '../../program/placed.ts'
import { bytesSetting, durationSetting } from '../../rdd/settings.ts'
import { StorageLevel } from '../../rdd/storage-level.ts'
import { requireObject } from '../arguments.ts'
import type { StreamingContext } from '../context.ts'
import type { DStream } from '../dstream.ts'
import { derivedBy } from '../surface/derived.ts'
import type { SocketStreamOptions, StreamSources } from './sources.ts'
import { UserDecoding } from './user-decoding.ts'

type SocketSources = Pick<StreamSources, 'socketTextStream' | 'socketStream' | 'rawSocketStream'>

const MAX_FRAME_BYTES = 16 << 20

export const socketSources: SocketSources & ThisType<StreamingContext> = {
  socketTextStream(host, port, given) {
    const options = optionsOf('socketTextStream', given)
    const setting = bytesSetting(this.sparkContext.conf, 'millstream.socket.maxLineBytes') as number
    const maxBytes = checkBytes('socketTextStream', 'maxLineBytes', options.maxLineBytes ?? setting)
    return stream(this, 'socketTextStream', { host, port }, textLines(maxBytes), options)
  },

  socketStream(host, port, converter, given) {
    return stream(this, 'socketStream', { host, port }, decodingOf(converter), optionsOf('socketStream', given))
  },

  rawSocketStream<T>(
    this: StreamingContext,
    host: string,
    port: number,
    given?: StorageLevel | RawOptions,
  ): DStream<T> {
    const options = optionsOf('rawSocketStream', given)
    const maxBytes = checkBytes('rawSocketStream', 'maxFrameBytes', options.maxFrameBytes ?? MAX_FRAME_BYTES)
    const blocks = stream(this, 'rawSocketStream', { host, port }, frames(maxBytes), options)
    const name = `${host}:${port}`
    const decode = (frame: Uint8Array): T[] => [...decodeFrames(frame, name)].flat() as T[]
    return derivedBy(blocks, 'rawSocketStream', decode, (rdd, f) => rdd.flatMap(f))
  },
}

type RawOptions = NonNullable<Exclude<Parameters<StreamSources['rawSocketStream']>[2], StorageLevel>>

function stream<T>(
  ssc: StreamingContext,
  kind: string,
  address: { readonly host: string; readonly port: number },
  decoding: Decoding<T>,
  options: SocketStreamOptions,
): DStream<T> {
  const { host, port } = address
  if (typeof host !== 'string' || host === '') throw badArgument(kind, 'host', host, 'Give the name of a host.')
  if (!Number.isInteger(port) || port < 1 || port > 65535)
    throw badArgument(kind, 'port', port, 'Give a whole number from 1 to 65535.')
  const { level = StorageLevel.MEMORY_AND_DISK_2, idleTimeout } = options
  const idle =
    idleTimeout === undefined
      ? durationSetting(ssc.sparkContext.conf, 'millstream.socket.idleTimeout')
      : toPositiveMillis(idleTimeout, 'idleTimeout', kind)
  return ssc.receiverStream(new SocketReceiver({ host, port, decoding, idleTimeout: idle }), level, kind)
}

function optionsOf<O extends SocketStreamOptions>(kind: string, given: StorageLevel | O | undefined): O {
  if (given === undefined) return {} as O
  requireObject(kind, 'the options are', given, 'a level of StorageLevel, or an object of options')
  return 'replication' in given ? ({ level: given } as O) : given
}

function decodingOf<T>(converter: ((bytes: Uint8Array) => Iterable<T>) | Decoding<T>): Decoding<T> {
  const site = Site.here('socketStream')
  if (typeof converter === 'function') {
    requireSynchronous(site, converter)
    // A copy, because who writes a plain function will return parts of the bytes as records.
    return new UserDecoding(site, () => ({ decode: (bytes) => converter(new Uint8Array(bytes)) }))
  }
  if (typeof converter?.create === 'function') return new UserDecoding(site, () => converter.create())
  throw new StreamError('E_NOT_A_FUNCTION', `socketStream was given ${show(converter, 60)} as converter`, {
    at: String(site),
    hint: 'Pass a function from bytes to records, or { create() } that makes decoders.',
  })
}

function checkBytes(kind: string, option: string, bytes: number): number {
  if (Number.isSafeInteger(bytes) && bytes > 0) return bytes
  throw badArgument(kind, option, bytes, 'Give a whole number of bytes of at least 1.')
}

const badArgument = (kind: string, what: string, value: unknown, hint: string): StreamError =>
  new StreamError('E_ARGUMENT', `${kind} was given ${show(value, 60)} as ${what}`, {
    at: String(Site.here(kind)),
    hint,
  })
