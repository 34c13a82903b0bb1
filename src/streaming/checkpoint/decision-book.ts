import { Time } from '../../kernel/time.ts'
import type { Input } from '../input-stream.ts'
import type { Decision, InputPosition } from './records.ts'
import type { Recovered } from './recovery.ts'

/** What the inputs decided for the batches that may have to be made again. */
export class DecisionBook {
  readonly #decisions = new Map<string, Map<number, unknown>>()

  constructor(recovered: Recovered | undefined) {
    for (const [name, { decisions }] of recovered?.inputs ?? []) this.#decisions.set(name, new Map(decisions))
  }

  /** Ask inputs what they decided for the batch of `time`; answers what is new. */
  take(time: number, inputs: readonly Input[]): [name: string, decided: unknown][] {
    const decided: [string, unknown][] = []
    for (const { source, stream } of inputs) {
      const decisions = this.#of(stream.name)
      if (decisions.has(time)) continue
      const one = source.decided?.(new Time(time))
      if (one === undefined) continue
      decisions.set(time, one)
      decided.push([stream.name, one])
    }
    return decided
  }

  positionOf({ source, stream }: Input): InputPosition {
    const { name, operator } = stream
    const decisions: Decision[] = [...this.#of(name)]
    return { name, kind: operator.kind, position: source.position?.(), decisions }
  }

  /** Batches up to and including `time` are never made again. */
  forget(time: number): void {
    for (const decisions of this.#decisions.values())
      for (const at of decisions.keys()) if (at <= time) decisions.delete(at)
  }

  #of(name: string): Map<number, unknown> {
    const known = this.#decisions.get(name) ?? new Map<number, unknown>()
    this.#decisions.set(name, known)
    return known
  }
}
