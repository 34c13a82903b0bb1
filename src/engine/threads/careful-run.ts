import { show } from '../../kernel/show.ts'
import type { Site } from '../../kernel/site.ts'
import type { Careful } from '../pulse.ts'
import type { SkippedRecord } from './losses.ts'
import type { CallOnBoard } from './progress-board.ts'

const LONGEST = 200

/** Shows each record before a function is given it, and leaves out those that are known to be bad. */
export class CarefulRun implements Careful {
  readonly #show: (call: CallOnBoard) => void
  readonly #skipped: readonly SkippedRecord[]
  readonly #showRecords: boolean
  readonly #calls = new Map<Site, CallOnBoard>()
  readonly #sites = new Map<string, Site>()

  constructor(show: (call: CallOnBoard) => void, skipped: readonly SkippedRecord[], showRecords: boolean) {
    this.#show = show
    this.#skipped = skipped
    this.#showRecords = showRecords
  }

  enter(site: Site, given: unknown): boolean {
    const last = this.#last(site)
    const record = this.#showRecords ? show(given, LONGEST) : ''
    const call: CallOnBoard = { ...last, state: 'record', number: last.number + 1, record }
    this.#note(site, call)
    // The text is looked at as well: the task may be given other records this time.
    return this.#skipped.some(
      (bad) => bad.number === call.number && bad.site === call.site && bad.record === call.record,
    )
  }

  resume(site: Site): void {
    this.#show(this.#last(site))
  }

  drained(site: Site): void {
    this.#note(site, { ...this.#last(site), state: 'drained' })
  }

  #note(site: Site, call: CallOnBoard): void {
    this.#calls.set(this.#same(site), call)
    this.#show(call)
  }

  #last(site: Site): CallOnBoard {
    const same = this.#same(site)
    return this.#calls.get(same) ?? { state: 'begun', number: 0, site: String(same), record: '' }
  }

  /** Places that read the same are one: a line of the program may have made several. */
  #same(site: Site): Site {
    if (this.#calls.has(site)) return site
    const text = String(site)
    const known = this.#sites.get(text) ?? site
    this.#sites.set(text, known)
    return known
  }
}
