import { keyOf } from './record.ts'
import type { Source } from './sources.ts'

/**
 * Looks at lines `key n count` in the order in which they became visible, and knows what they must be: `n` grows, and `count`
 * says how many there were of the key.
 */
export class Oracle {
  readonly #counts = new Map<string, { n: number; count: number }>()
  readonly #come = new Set<number>()

  get records(): number {
    return this.#come.size
  }

  /** Throws what is wrong with a line: it comes twice, too early, or with a state that is not that of its key. */
  see(line: string, where: string): void {
    const [key = '', text, counted] = line.split(' ')
    const [n, count] = [Number(text), Number(counted)]
    const before = this.#counts.get(key) ?? { n: -1, count: 0 }
    if (keyOf(n) !== key || this.#come.has(n) || n <= before.n || count !== before.count + 1)
      throw new Error(`${where} has '${line}' where record ${before.count + 1} of ${key} belongs, behind ${before.n}`)
    this.#counts.set(key, { n, count })
    this.#come.add(n)
  }

  readonly hasCome = (n: number): boolean => this.#come.has(n)

  /** Throws when a record is lost. */
  check(source: Source): void {
    const missing = source.missing(this.hasCome)
    if (missing !== undefined) throw new Error(`record ${missing} of ${source.made} is lost: ${this.records} came out`)
  }
}
