import type { Site } from '../kernel/site.ts'
import { type Placed, place, placeAsync } from '../program/placed.ts'
import type { Scopes } from '../program/scopes.ts'

/** Makes a state of now of one that an earlier version of the program has kept, whose state had version `from`. */
export type StateMigration = (old: any, from: number) => any

/**
 * One operator of the graph while it is being defined: its name, the user's line, and the book in which its functions
 * are written down. The stream or the output operation made by it keeps it.
 */
export class Operator {
  /** What the user called: `map`, `reduceByKeyAndWindow`. */
  readonly kind: string
  readonly site: Site
  /** The stable name: `kind-n`, the n-th of its kind in the program. Its functions have it as their scope. */
  readonly defaultName: string
  readonly #scopes: Scopes
  readonly #former: string[] = []
  #name: string | undefined
  #stateVersion = 1
  #migration: Placed<StateMigration> | undefined

  constructor(kind: string, ordinal: number, site: Site, scopes: Scopes) {
    this.kind = kind
    this.site = site
    this.defaultName = `${kind}-${ordinal}`
    this.#scopes = scopes
    this.#scopes.open(this.defaultName)
  }

  /** Name under which state is filed: the one given by `.named`, or the stable one. */
  get name(): string {
    return this.#name ?? this.defaultName
  }

  rename(name: string): void {
    this.#name = name
  }

  /** Names that it had in earlier versions of the program. */
  get formerNames(): readonly string[] {
    return this.#former
  }

  formerly(name: string): void {
    this.#former.push(name)
  }

  /** Which form its states have; it goes up when the form changes. */
  get stateVersion(): number {
    return this.#stateVersion
  }

  get migration(): Placed<StateMigration> | undefined {
    return this.#migration
  }

  versioned(version: number, migrate: StateMigration | undefined): void {
    this.#stateVersion = version
    this.#migration = migrate && this.place(migrate)
  }

  /** Take a function from the user: check it, and write down where it stands. Errors: E_NOT_A_FUNCTION, E_ASYNC_FUNCTION. */
  place<F>(f: F): Placed<F> {
    return this.#scopes.into(this.defaultName, () => place(this.#scopes, this.site, f))
  }

  /** As `place`, for a function that may be async: of transform, foreachRDD, mapAsync. */
  placeAsync<F>(f: F): Placed<F> {
    return this.#scopes.into(this.defaultName, () => placeAsync(this.#scopes, this.site, f))
  }
}
