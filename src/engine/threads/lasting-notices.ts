import type { Address } from '../../program/address.ts'
import type { Notice } from './messages.ts'

/** What workers were told of RDDs and one that comes later has to know as well. */
export class LastingNotices {
  readonly #scopes = new Map<string, Map<string, Notice>>()

  /** The newest notice of its kind counts. */
  add({ scope, index }: Address, notice: Notice): void {
    const ofScope = this.#scopes.get(scope) ?? new Map<string, Notice>()
    this.#scopes.set(scope, ofScope.set(`${notice.kind} ${index}`, notice))
  }

  remove({ scope, index }: Address, kind: Notice['kind']): void {
    this.#scopes.get(scope)?.delete(`${kind} ${index}`)
  }

  /** Nobody asks for the RDDs of a scope any more. */
  forget(scope: string): void {
    this.#scopes.delete(scope)
  }

  *[Symbol.iterator](): Generator<Notice> {
    for (const notices of this.#scopes.values()) yield* notices.values()
  }
}
