import { StreamError } from '../../kernel/errors.ts'
import type { Eventual } from '../../kernel/eventual.ts'
import { hashKey } from '../../kernel/hash.ts'
import { type Address, formatAddress } from '../address.ts'
import type { Scopes } from '../scopes.ts'
import type { Answer, Host } from './host.ts'
import { Pages } from './pages.ts'

/** A host that follows: it is told what the driver has learned, and asked for what it has made. */
export class ReplicaHost implements Host {
  readonly isReplica = true
  readonly #scopes: Scopes
  readonly #seed: number
  readonly #things = new Pages<object>()
  readonly #moments = new Pages<unknown>()
  readonly #answers = new Map<string, Map<number, Answer>>()
  /** By scope: who waits for an answer, or for a thing or a moment to be there. Who waits for what never comes goes with it. */
  readonly #waiting = new Map<string, Map<string, Set<() => void>>>()

  /** Called for each scope that is forgotten. */
  forgot: (scope: string) => void = () => {}

  constructor(scopes: Scopes, seed: number) {
    this.#scopes = scopes
    this.#seed = seed
  }

  enter(thing: object): Address {
    const at = this.#things.nextThing(this.#scopes.current)
    this.#things.keep(at, thing)
    this.#wake('thing', at)
    return at
  }

  once<R>(what: string, subject: unknown): Eventual<R> {
    const at = this.#moments.nextMoment(this.#scopes.current)
    this.#moments.keep(at, { subject })
    this.#wake('moment', at)
    const known = this.#answer(at)
    if (known !== undefined) return outcomeOf<R>(known, what)
    return this.#until('answer', at, () => this.#answer(at)).then((answer) => outcomeOf<R>(answer, what))
  }

  within<R>(scope: string, f: () => R): R {
    this.#things.open(scope)
    return this.#scopes.within(scope, f)
  }

  seed(): number {
    return hashKey([this.#seed, formatAddress(this.#moments.nextMoment(this.#scopes.current))]) >>> 0
  }

  /** Be told what the driver has learned. */
  learn(answer: Answer): void {
    const { scope, index } = answer.at
    const answers = this.#answers.get(scope) ?? new Map<number, Answer>()
    this.#answers.set(scope, answers.set(index, answer))
    this.#wake('answer', answer.at)
  }

  /** A thing that the program has made, or will make. */
  thing(at: Address): Eventual<object> {
    return this.#things.at(at) ?? this.#until('thing', at, () => this.#things.at(at))
  }

  /** What the program has asked, or will ask, at a moment. */
  async subject(at: Address): Promise<unknown> {
    const find = () => this.#moments.at(at) as { readonly subject: unknown } | undefined
    return (find() ?? (await this.#until('moment', at, find))).subject
  }

  has(at: Address): boolean {
    return this.#things.at(at) !== undefined
  }

  /** Nobody asks for one thing any more. */
  drop(at: Address): void {
    this.#things.drop(at)
  }

  /** The driver says so. */
  everywhere(): void {}

  forget(scope: string): void {
    for (const each of this.#things.forget(scope)) {
      this.#moments.forget(each)
      this.#answers.delete(each)
      this.#waiting.delete(each)
      this.#scopes.forget(each)
      this.forgot(each)
    }
  }

  #answer({ scope, index }: Address): Answer | undefined {
    return this.#answers.get(scope)?.get(index)
  }

  /** What `find` finds when it is there: taken at once, because its scope may be forgotten in the next moment. */
  #until<T>(kind: Awaited, at: Address, find: () => T | undefined): Promise<T> {
    return new Promise<T>((resolve) => this.#wait(kind, at, () => resolve(find() as T)))
  }

  #wait(kind: Awaited, { scope, index }: Address, resolve: () => void): void {
    const ofScope = this.#waiting.get(scope) ?? new Map<string, Set<() => void>>()
    const key = `${kind} ${index}`
    const waiting = ofScope.get(key) ?? new Set()
    this.#waiting.set(scope, ofScope.set(key, waiting.add(resolve)))
  }

  #wake(kind: Awaited, { scope, index }: Address): void {
    const ofScope = this.#waiting.get(scope)
    const waiting = ofScope?.get(`${kind} ${index}`)
    if (ofScope === undefined || waiting === undefined) return
    ofScope.delete(`${kind} ${index}`)
    if (ofScope.size === 0) this.#waiting.delete(scope)
    for (const resolve of waiting) resolve()
  }
}

/** What a replica may have to wait for. */
type Awaited = 'thing' | 'moment' | 'answer'

function outcomeOf<R>({ at, what: told, outcome }: Answer, asked: string): R {
  if (told !== asked)
    throw new StreamError('E_PROGRAM_MISMATCH', `a replica asked for ${asked} where the driver had ${told}`, {
      at: formatAddress(at),
      hint: 'Make what the program does depend on its arguments and on what jobs answer alone.',
    })
  if ('error' in outcome) throw outcome.error
  return outcome.value as R
}
