import { StreamError } from '../../kernel/errors.ts'
import { printable } from '../../kernel/show.ts'
import { thrownText } from '../../kernel/thrown.ts'

/** What is thrown when the map at `path` could not be read or written: its place is that of the operator that wanted it. */
export function storeError(path: string, cause: unknown): StreamError {
  if (StreamError.is(cause)) return cause
  const why = thrownText(cause).replace(/\.$/, '')
  return new StreamError('E_STATE_UNWRITABLE', `states in ${printable(path)} cannot be read or written: ${why}`, {
    hint: 'Make room on that disk, or set spark.local.dir to another one.',
    retryable: true,
    cause,
  })
}
