import type { Dictionary } from '../../kernel/bytes/columns.ts'

/** What a function answers for the texts of a dictionary: a number from 0, found once for each. */
export class IdMemo {
  readonly #find: (text: string) => number
  #dictionary: Dictionary | undefined
  #generation = -1
  /** The answers and 1, by id. */
  #known = new Int32Array(0)

  constructor(find: (text: string) => number) {
    this.#find = find
  }

  /** What is known of the ids of `dictionary`, with a place for each that it has now. */
  of(dictionary: Dictionary): Int32Array {
    if (dictionary !== this.#dictionary || dictionary.generation !== this.#generation) {
      this.#dictionary = dictionary
      this.#generation = dictionary.generation
      this.#known.fill(0)
    }
    if (this.#known.length < dictionary.size) {
      const known = new Int32Array(Math.max(1024, dictionary.size * 2))
      known.set(this.#known)
      this.#known = known
    }
    return this.#known
  }

  at(known: Int32Array, dictionary: Dictionary, id: number): number {
    const answer = known[id] as number
    if (answer > 0) return answer - 1
    const found = this.#find(dictionary.text(id))
    known[id] = found + 1
    return found
  }
}
