import type { KeptVersion } from '../../kernel/kept-state.ts'

/** Versions of states that a worker has made and not told yet. */
export class MadeVersions {
  #versions: KeptVersion[] = []

  add(version: KeptVersion): void {
    this.#versions.push(version)
  }

  take(): readonly KeptVersion[] {
    const versions = this.#versions
    if (versions.length > 0) this.#versions = []
    return versions
  }
}
