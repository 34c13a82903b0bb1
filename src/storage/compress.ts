import { brotliCompressSync, constants, deflateRawSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { StreamError } from '../kernel/errors.ts'
import type { Compression } from './compression.ts'

/** Compresses a file while it is written, without waiting: the answers, one after another, are the file. */
export interface Compressor {
  push(bytes: Uint8Array): Uint8Array
  end(): Uint8Array
}

/** A block is what one call compresses: large enough to compress well, small enough to hold. */
const BLOCK = 1024 * 1024
const BROTLI_LIMIT = 256 * 1024 * 1024

/**
 * The compressor of a codec. It holds 1 MiB at most; for brotli, whose streams cannot be made in pieces, the whole file,
 * and a file of more than 256 MiB is E_ARGUMENT.
 */
export function compressor(compression: Compression): Compressor {
  switch (compression) {
    case 'gzip':
      return new BlockCompressor(new Members((block) => gzipSync(block)))
    case 'zstd':
      return new BlockCompressor(new Members((block) => zstdCompressSync(block)))
    case 'deflate':
      return new BlockCompressor(new ZlibStream())
    case 'brotli':
      return new WholeCompressor()
  }
}

interface BlockFormat {
  block(bytes: Uint8Array): Uint8Array
  end(): Uint8Array
}

class BlockCompressor implements Compressor {
  readonly #format: BlockFormat
  #parts: Uint8Array[] = []
  #size = 0

  constructor(format: BlockFormat) {
    this.#format = format
  }

  push(bytes: Uint8Array): Uint8Array {
    this.#parts.push(bytes)
    this.#size += bytes.length
    return this.#size < BLOCK ? EMPTY : this.#format.block(this.#take())
  }

  end(): Uint8Array {
    const last = this.#size === 0 ? EMPTY : this.#format.block(this.#take())
    return Buffer.concat([last, this.#format.end()])
  }

  #take(): Uint8Array {
    const bytes = Buffer.concat(this.#parts)
    this.#parts = []
    this.#size = 0
    return bytes
  }
}

/** Formats of which files may be concatenated: RFC 1952 §2.2 (members), RFC 8878 §3 (frames). */
class Members implements BlockFormat {
  readonly #compress: (block: Uint8Array) => Uint8Array
  #written = false

  constructor(compress: (block: Uint8Array) => Uint8Array) {
    this.#compress = compress
  }

  block(bytes: Uint8Array): Uint8Array {
    this.#written = true
    return this.#compress(bytes)
  }

  /** A file without content has one empty member. */
  end(): Uint8Array {
    return this.#written ? EMPTY : this.#compress(EMPTY)
  }
}

/**
 * One zlib stream made of blocks that do not know of each other (RFC 1950, 1951):
 *
 *     file := 78 9c  block*  03 00  adler32       each block ends at a byte (sync flush); 03 00 is the last, empty block
 */
class ZlibStream implements BlockFormat {
  #a = 1
  #b = 0
  #begun = false

  block(bytes: Uint8Array): Uint8Array {
    this.#sum(bytes)
    const body = deflateRawSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH })
    const head = this.#begun ? EMPTY : Uint8Array.of(0x78, 0x9c)
    this.#begun = true
    return Buffer.concat([head, body])
  }

  end(): Uint8Array {
    const tail = Buffer.of(0x03, 0x00, 0, 0, 0, 0)
    tail.writeUInt16BE(this.#b, 2)
    tail.writeUInt16BE(this.#a, 4)
    return this.#begun ? tail : Buffer.concat([Uint8Array.of(0x78, 0x9c), tail])
  }

  /** Adler-32. 3800 bytes are summed between remainders: so many cannot leave the range of small integers. */
  #sum(bytes: Uint8Array): void {
    let [a, b] = [this.#a, this.#b]
    for (let at = 0; at < bytes.length; ) {
      const stop = Math.min(bytes.length, at + 3800)
      while (at < stop) {
        a += bytes[at++] as number
        b += a
      }
      a %= 65521
      b %= 65521
    }
    this.#a = a
    this.#b = b
  }
}

class WholeCompressor implements Compressor {
  #parts: Uint8Array[] = []
  #size = 0

  push(bytes: Uint8Array): Uint8Array {
    this.#size += bytes.length
    if (this.#size > BROTLI_LIMIT) {
      throw new StreamError(
        'E_ARGUMENT',
        `a file of more than ${BROTLI_LIMIT} bytes cannot be compressed with brotli`,
        {
          hint: 'Save more partitions, or use zstd.',
        },
      )
    }
    this.#parts.push(bytes)
    return EMPTY
  }

  end(): Uint8Array {
    const size = { [constants.BROTLI_PARAM_SIZE_HINT]: this.#size, [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY }
    return brotliCompressSync(Buffer.concat(this.#parts), { params: size })
  }
}

/** Of 11: the higher ones take ten times as long for a few per cent. */
const BROTLI_QUALITY = 6

const EMPTY = new Uint8Array(0)
