import { StreamError } from '../kernel/errors.ts'
import { columnBytes, columnIn } from './column-bytes.ts'
import { columnsIn, empty, statesOf } from './state-columns.ts'

/** States of a block, but for the last block of a column, which may have fewer. Part of the format: it stays as it is. */
const BLOCK = 128

/** A column of states as bytes: docs/reference/checkpoint-format.md. */
export function packStates(states: readonly unknown[]): Uint8Array[] {
  const blocks: Uint8Array[] = []
  for (let at = 0; at < states.length; at += BLOCK) {
    const block = states.slice(at, at + BLOCK)
    const columns = columnsIn(block)
    blocks.push(columnBytes(columns ?? block))
    // What the serializer of V8 has seen it holds for long.
    if (columns !== undefined) empty(columns)
    block.length = 0
  }
  return blocks
}

/** A block of states: bytes, until the first of them is asked for. */
export class PackedBlock {
  readonly #place: string
  #bytes: Uint8Array | undefined
  #states: readonly unknown[] = []

  constructor(bytes: Uint8Array, place: string) {
    this.#bytes = bytes
    this.#place = place
  }

  /** Errors: STATE_CORRUPT. */
  at(i: number): unknown {
    if (this.#bytes !== undefined) {
      this.#states = readable(this.#place, () => statesOf(columnIn(this.#bytes as Uint8Array)))
      this.#bytes = undefined
    }
    return this.#states[i]
  }
}

/**
 * A column of states that was kept. After a restart most states are not asked for soon: so none is made of its bytes before
 * it is, or its neighbours are. The bytes are a copy, and go when the last state of the column has been made or replaced.
 */
export class PackedStates {
  readonly #blocks: readonly PackedBlock[]

  constructor(blocks: readonly Uint8Array[], place: string) {
    this.#blocks = copied(blocks).map((bytes) => new PackedBlock(bytes, place))
  }

  /** The block of the `i`th state, which is its `placeOf(i)`th. */
  blockOf(i: number): PackedBlock {
    return this.#blocks[Math.floor(i / BLOCK)] as PackedBlock
  }

  placeOf(i: number): number {
    return i % BLOCK
  }

  /** Errors: STATE_CORRUPT. */
  at(i: number): unknown {
    return this.blockOf(i).at(this.placeOf(i))
  }

  /** True when there are as many blocks as `states` states have. */
  static fits(blocks: readonly Uint8Array[], states: number): boolean {
    return blocks.length === Math.ceil(states / BLOCK)
  }
}

/** What was read is part of something larger, which must not stay in memory for it. */
function copied(blocks: readonly Uint8Array[]): Uint8Array[] {
  const all = Buffer.allocUnsafeSlow(blocks.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  return blocks.map((bytes) => {
    all.set(bytes, at)
    at += bytes.length
    return all.subarray(at - bytes.length, at)
  })
}

/** What `read` answers. Errors: STATE_CORRUPT, naming `place`, for what it throws. */
export function readable<T>(place: string, read: () => T): T {
  try {
    return read()
  } catch (cause) {
    throw new StreamError('STATE_CORRUPT', 'changes of a state cannot be read by this Node', { at: place, cause })
  }
}
