import { type Eventual, recover, then } from '../../kernel/eventual.ts'
import { hashKey } from '../../kernel/hash.ts'
import { type Address, formatAddress } from '../address.ts'
import { MAIN_SCOPE, type Scopes } from '../scopes.ts'
import { type Answer, type Host, isShared, type Outcome } from './host.ts'
import { Pages } from './pages.ts'

/** What replicas have to be told. */
export interface DriverListener {
  learned(answer: Answer): void
  /** A scope is run that every replica has to run. */
  ran(scope: string): void
  /** The program does not hold a thing any more. */
  forgot(at: Address): void
  /** Nobody asks for what a scope has made any more. */
  over(scope: string): void
}

/** The host that learns, and tells the replicas what it has learned. */
export class DriverHost implements Host {
  readonly isReplica = false
  readonly #scopes: Scopes
  readonly #pages = new Pages<object>()
  /** By scope, in the order in which it was learned. */
  readonly #answers = new Map<string, Answer[]>()
  readonly #gone = new FinalizationRegistry<Address>((at) => this.#listener?.forgot(at))
  readonly #seed: number
  #listener: DriverListener | undefined

  constructor(scopes: Scopes, seed: number) {
    this.#scopes = scopes
    this.#seed = seed
  }

  /** What replicas begin with as well, for `seed`. */
  get firstSeed(): number {
    return this.#seed
  }

  listen(listener: DriverListener): void {
    this.#listener = listener
  }

  enter(thing: object, kept = false): Address {
    const at = this.#pages.nextThing(this.#scopes.current)
    if (kept) this.#pages.keep(at, thing)
    // The things of other scopes go with these.
    else if (at.scope === MAIN_SCOPE) this.#gone.register(thing, at)
    return at
  }

  /** True for what replicas have as well: what shared code has made, in a scope that is not forgotten. */
  isShared(at: Address | undefined): at is Address {
    return isShared(at) && this.#pages.has(at.scope)
  }

  /** A thing that was entered to be kept. */
  kept(at: Address): object | undefined {
    return this.#pages.at(at)
  }

  once<R>(what: string, _subject: unknown, act: (at: Address) => Eventual<R>): Eventual<R> {
    const at = this.#pages.nextMoment(this.#scopes.current)
    if (!isShared(at)) return act(at)
    return recover(
      () =>
        then(act(at), (value) => {
          this.#learn({ at, what, outcome: { value } })
          return value
        }),
      (error) => {
        this.#learn({ at, what, outcome: { error } satisfies Outcome })
        throw error
      },
    )
  }

  within<R>(scope: string, f: () => R): R {
    this.#pages.open(scope)
    return this.#scopes.within(scope, f)
  }

  seed(): number {
    return hashKey([this.#seed, formatAddress(this.#pages.nextMoment(this.#scopes.current))]) >>> 0
  }

  everywhere(scope: string): void {
    this.#listener?.ran(scope)
  }

  forget(scope: string): void {
    for (const each of this.#pages.forget(scope)) {
      this.#answers.delete(each)
      this.#scopes.forget(each)
      this.#listener?.over(each)
    }
  }

  /** All that was learned and is not forgotten. */
  *learned(): Generator<Answer> {
    for (const answers of this.#answers.values()) yield* answers
  }

  #learn(answer: Answer): void {
    const { scope } = answer.at
    const answers = this.#answers.get(scope)
    if (answers === undefined) this.#answers.set(scope, [answer])
    else answers.push(answer)
    this.#listener?.learned(answer)
  }
}
