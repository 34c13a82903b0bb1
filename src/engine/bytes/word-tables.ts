import { fileURLToPath } from 'node:url'
import { JsWords } from '../../kernel/bytes/js-words.ts'
import { compiled, WasmWords } from '../../kernel/bytes/wasm-words.ts'
import { WordCounts } from '../../kernel/bytes/word-counts.ts'
import { freshSeed } from '../../kernel/random.ts'
import { nodeFiles } from '../../storage/node-files.ts'
import { readBytes } from '../../storage/whole.ts'

/** Tables that nobody uses. They keep their words, which mostly come again with the next task. */
const idle: WordCounts[] = []
const MOST_IDLE = 4

/** Take a table for as long as a task counts; one that is not given back is lost, and no harm done. */
export const takeCounts = (): WordCounts => idle.pop() ?? new WordCounts(newTable())

export function giveBack(counts: WordCounts): void {
  if (idle.length < MOST_IDLE) idle.push(counts)
}

function newTable(): WasmWords | JsWords {
  code ??= load()
  // The seed decides where in a table words lie, and nothing else.
  const seed = freshSeed()
  if (code !== 'none') {
    try {
      return new WasmWords(code, seed)
    } catch {
      // The process may not have more memory of this kind.
    }
  }
  return new JsWords(seed)
}

let code: object | 'none' | undefined

/** The compiled table, which lies beside its source; where it was not built, or cannot run, JavaScript does its work. */
function load(): object | 'none' {
  try {
    return (
      compiled(readBytes(nodeFiles, fileURLToPath(new URL('../../kernel/bytes/words.wasm', import.meta.url)))) ?? 'none'
    )
  } catch {
    return 'none'
  }
}
