import { StreamError } from '../kernel/errors.ts'
import { printable } from '../kernel/show.ts'
import { thrownText } from '../kernel/thrown.ts'
import { isAbsence } from './system-error.ts'

/** What a reader of records throws when the system or a codec refused `path`. */
export function inputError(path: string, cause: unknown): StreamError {
  if (StreamError.is(cause)) return cause
  const name = printable(path)
  if (isAbsence(cause)) {
    return new StreamError('E_INPUT_MISSING', `input path does not exist: ${name}`, {
      hint: 'Check the path, or wait until the file is there.',
      cause,
    })
  }
  return new StreamError('E_INPUT_UNREADABLE', `cannot read ${name}: ${thrownText(cause)}`, {
    hint: 'Check that the file is whole and that this user may read it.',
    cause,
  })
}

/** A file whose content cannot be taken in as it is. */
export const unreadable = (path: string, reason: string, hint: string): StreamError =>
  new StreamError('E_INPUT_UNREADABLE', `cannot read ${printable(path)}: ${reason}`, { hint })
