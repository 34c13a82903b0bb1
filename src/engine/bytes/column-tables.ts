import { WasmColumns } from '../../kernel/bytes/wasm-columns.ts'
import { MOST_WORDS } from '../../kernel/bytes/word-table.ts'
import { freshSeed } from '../../kernel/random.ts'
import { moduleOf } from './modules.ts'

/** Readers of columns that nobody uses. They keep their texts, which mostly come again. */
const idle: WasmColumns[] = []
const MOST_IDLE = 4
let hasMemory = true

/** Take a reader; one that is not given back is lost, and no harm done. Undefined where there is none. */
export function takeColumns(): WasmColumns | undefined {
  const known = idle.pop()
  if (known !== undefined) return known
  const code = moduleOf('columns')
  if (code === undefined || !hasMemory) return undefined
  try {
    return new WasmColumns(code, freshSeed())
  } catch {
    hasMemory = false
    return undefined
  }
}

export function giveColumnsBack(columns: WasmColumns): void {
  if (idle.length >= MOST_IDLE) return
  // One that nears its bounds would soon have to be emptied in the middle.
  if (columns.size > MOST_WORDS / 4) columns.clear()
  idle.push(columns)
}
