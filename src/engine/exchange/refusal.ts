import { StreamError } from '../../kernel/errors.ts'
import { show } from '../../kernel/show.ts'
import { thrownText } from '../../kernel/thrown.ts'
import { serialized } from './general-column.ts'

/** The records that are being written, for the error. */
export interface Written {
  readonly length: number
  at(i: number): unknown
}

/** The error to throw when `records` could not be written: it names the first record that is to blame. */
export function refusal(error: unknown, records: Written, showRecords: boolean): unknown {
  if (StreamError.is(error)) return error
  return new StreamError(
    'E_USER_FUNCTION',
    `a record cannot go to another thread${reason(error, records, showRecords)}`,
    {
      hint: 'Let records be data: numbers, strings, dates, bytes, Maps, Sets, arrays and plain objects of these.',
      cause: error,
    },
  )
}

function reason(error: unknown, records: Written, showRecords: boolean): string {
  // V8 puts the value itself into its message: the source of a function, say.
  if (!showRecords) return ''
  const text = thrownText(error).replace(/\.$/, '')
  const why = text.length > 200 ? `${text.slice(0, 199)}…` : text
  const i = firstRefused(records)
  return i === undefined ? `: ${why}` : `: ${why} (record ${show(records.at(i), 200)})`
}

/** The first record that cannot be written; none when each can be on its own. */
function firstRefused(records: Written): number | undefined {
  for (let i = 0; i < records.length; i++) {
    try {
      serialized(records.at(i))
    } catch {
      return i
    }
  }
  return undefined
}
