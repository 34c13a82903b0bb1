import type { MapChange, MapEntry, OrderedMap } from '../../src/storage/maps/ordered-map.ts'

/** A map in memory that counts what is asked of it, and fails when it is told to. */
export class MemoryMap implements OrderedMap {
  readonly path = 'memory'
  readonly #values = new Map<string, Uint8Array>()
  #sorted: string[] | undefined
  reads = 0
  writes = 0
  isClosed = false
  /** Thrown by the calls that write. */
  broken: Error | undefined

  get size(): number {
    return this.#values.size
  }

  get(key: Uint8Array): Uint8Array | undefined {
    this.reads++
    return copy(this.#values.get(textOf(key)))
  }

  range(from: Uint8Array, to: Uint8Array, most: number): MapEntry[] {
    this.reads++
    this.#sorted ??= [...this.#values.keys()].sort()
    const [start, end] = [textOf(from), textOf(to)]
    let [low, high] = [0, this.#sorted.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#sorted[middle] as string) < start) low = middle + 1
      else high = middle
    }
    const names = this.#sorted.slice(low, low + most).filter((name) => name < end)
    return names.map((name) => [Buffer.from(name, 'latin1'), copy(this.#values.get(name)) as Uint8Array])
  }

  write(changes: Iterable<MapChange>): void {
    const all = [...changes].map(([key, value]) => [textOf(key), copy(value)] as const)
    if (this.broken !== undefined) throw this.broken
    this.writes++
    this.#sorted = undefined
    for (const [name, value] of all) {
      if (value === undefined) this.#values.delete(name)
      else this.#values.set(name, value)
    }
  }

  async close(): Promise<void> {
    this.isClosed = true
  }
}

const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1')
const copy = (bytes: Uint8Array | undefined): Uint8Array | undefined => bytes && Uint8Array.from(bytes)
