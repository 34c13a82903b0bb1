import type { TextBlock } from '../../kernel/bytes/text-block.ts'
import type { WordCounts } from '../../kernel/bytes/word-counts.ts'
import type { AnyFunction } from '../compile/op.ts'
import { giveBack, takeCounts } from './word-tables.ts'

/** What is done with words: where a line is split, and which of them count. */
export interface WordSteps {
  readonly separator: number
  readonly wanted: readonly AnyFunction[]
}

/** Words of one task that are counted as bytes, and are brought to where counts belong at its end. */
export class PendingWords {
  readonly #counts: WordCounts = takeCounts()
  readonly #steps: WordSteps
  readonly #put: (word: string, count: number) => void

  constructor(steps: WordSteps, put: (word: string, count: number) => void) {
    this.#steps = steps
    this.#put = put
  }

  /** True when words are to be treated as these are. */
  isFor({ separator, wanted }: WordSteps): boolean {
    const own = this.#steps
    return (
      own.separator === separator && own.wanted.length === wanted.length && own.wanted.every((f, i) => f === wanted[i])
    )
  }

  add({ bytes, runs }: TextBlock): void {
    for (let i = 0; i < runs.length; i += 2)
      this.#counts.count(bytes, runs[i] as number, runs[i + 1] as number, this.#steps.separator)
  }

  /** Put the words with their counts where they belong. */
  settle(): void {
    const { wanted } = this.#steps
    const put = this.#put
    if (wanted.length === 0) this.#counts.finish(put)
    else
      this.#counts.finish((word, count) => {
        if (wanted.every((f) => f(word))) put(word, count)
      })
    giveBack(this.#counts)
  }
}
