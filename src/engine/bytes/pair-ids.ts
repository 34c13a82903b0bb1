/** Pairs of small integers as small integers, in the order in which they first come. */
export class PairIds {
  readonly firsts: number[] = []
  readonly seconds: number[] = []
  /** Three numbers an entry: the pair, and its id and 1. */
  #entries = new Int32Array(3 * 1024)
  #mask = 1023

  /** Put the ids of the pairs of `firsts` and `seconds` in the place of the firsts. */
  replace(firsts: Int32Array, seconds: Int32Array, n: number): void {
    let [a, b, id] = [-1, -1, -1]
    for (let i = 0; i < n; i++) {
      const [first, second] = [firsts[i] as number, seconds[i] as number]
      if (first !== a || second !== b) {
        a = first
        b = second
        id = this.#idOf(a, b)
      }
      firsts[i] = id
    }
  }

  #idOf(a: number, b: number): number {
    const entries = this.#entries
    let slot = this.#place(a, b)
    for (;;) {
      const next = entries[slot * 3 + 2] as number
      if (next === 0) break
      if (entries[slot * 3] === a && entries[slot * 3 + 1] === b) return next - 1
      slot = (slot + 1) & this.#mask
    }
    const id = this.firsts.length
    this.firsts.push(a)
    this.seconds.push(b)
    this.#enter(slot, a, b, id)
    if (this.firsts.length * 2 > this.#mask) this.#widen()
    return id
  }

  #place(a: number, b: number): number {
    const h = Math.imul(Math.imul(a, 0x9e3779b1) ^ b, 0x85ebca6b)
    return (h ^ (h >>> 15)) & this.#mask
  }

  #enter(slot: number, a: number, b: number, id: number): void {
    this.#entries[slot * 3] = a
    this.#entries[slot * 3 + 1] = b
    this.#entries[slot * 3 + 2] = id + 1
  }

  #widen(): void {
    this.#mask = this.#mask * 2 + 1
    this.#entries = new Int32Array(3 * (this.#mask + 1))
    this.firsts.forEach((a, id) => {
      const b = this.seconds[id] as number
      let slot = this.#place(a, b)
      while (this.#entries[slot * 3 + 2] !== 0) slot = (slot + 1) & this.#mask
      this.#enter(slot, a, b, id)
    })
  }
}
