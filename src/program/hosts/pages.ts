import type { Address } from '../address.ts'

interface Page<T> {
  things: number
  moments: number
  readonly kept: Map<number, T>
  /** Scopes that belong to a thing of this one. */
  readonly inner: string[]
}

/** What each scope of a program has made: how much, and on hosts that are asked for it, what. */
export class Pages<T> {
  readonly #pages = new Map<string, Page<T>>()

  /** Begin a scope. One whose name ends with an address belongs to the scope of that address. */
  open(scope: string): void {
    this.#page(scope)
    // Asked of every RDD of every batch: most names have no address behind a space.
    if (!scope.includes(' ')) return
    const inner = /^\w+ (.*)\/\d+$/.exec(scope)
    if (inner !== null) this.#page(inner[1] as string).inner.push(scope)
  }

  /** The address of the next thing of `scope`. */
  nextThing(scope: string): Address {
    return { scope, index: this.#page(scope).things++ }
  }

  /** The address of the next moment of `scope` at which something is learned. */
  nextMoment(scope: string): Address {
    return { scope, index: this.#page(scope).moments++ }
  }

  keep({ scope, index }: Address, thing: T): void {
    this.#page(scope).kept.set(index, thing)
  }

  at({ scope, index }: Address): T | undefined {
    return this.#pages.get(scope)?.kept.get(index)
  }

  /** True for a scope that was begun and is not forgotten. */
  has(scope: string): boolean {
    return this.#pages.has(scope)
  }

  /** Forget one thing. */
  drop({ scope, index }: Address): void {
    this.#pages.get(scope)?.kept.delete(index)
  }

  /** Forget a scope with those that belong to it; answers all of them. */
  forget(scope: string): string[] {
    const page = this.#pages.get(scope)
    this.#pages.delete(scope)
    return [scope, ...(page?.inner.flatMap((inner) => this.forget(inner)) ?? [])]
  }

  get size(): number {
    return this.#pages.size
  }

  #page(scope: string): Page<T> {
    const known = this.#pages.get(scope)
    if (known !== undefined) return known
    const page: Page<T> = { things: 0, moments: 0, kept: new Map(), inner: [] }
    this.#pages.set(scope, page)
    return page
  }
}
