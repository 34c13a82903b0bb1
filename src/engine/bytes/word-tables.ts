import { JsWords } from '../../kernel/bytes/js-words.ts'
import { WasmWords } from '../../kernel/bytes/wasm-words.ts'
import { WordCounts } from '../../kernel/bytes/word-counts.ts'
import { freshSeed } from '../../kernel/random.ts'
import { moduleOf } from './modules.ts'

/** Tables that nobody uses. They keep their words, which mostly come again with the next task. */
const idle: WordCounts[] = []
const MOST_IDLE = 4

/** Take a table for as long as a task counts; one that is not given back is lost, and no harm done. */
export const takeCounts = (): WordCounts => idle.pop() ?? new WordCounts(newTable())

export function giveBack(counts: WordCounts): void {
  if (idle.length < MOST_IDLE) idle.push(counts)
}

/** The compiled table; where there is none JavaScript does its work. */
function newTable(): WasmWords | JsWords {
  const code = moduleOf('words')
  // The seed decides where in a table words lie, and nothing else.
  const seed = freshSeed()
  if (code !== undefined) {
    try {
      return new WasmWords(code, seed)
    } catch {
      // The process may not have more memory of this kind.
    }
  }
  return new JsWords(seed)
}
