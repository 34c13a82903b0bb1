import { StreamError } from '../../kernel/errors.ts'

const SETTING = 'millstream.checkpoint.hmacKeyFile'

/** The error for a file that is sealed, where there is no key. */
export const sealedWithoutKey = (path: string): StreamError =>
  new StreamError('STATE_SEAL', 'it is sealed with a key, and no key is set', {
    at: path,
    hint: `Set ${SETTING} to the file with that key.`,
  })

/** The error for a file that is not sealed, where there is a key: whoever may write here could have put it in place. */
export const notSealed = (path: string): StreamError =>
  new StreamError('STATE_SEAL', 'it is not sealed, and a key is set', {
    at: path,
    hint:
      `To go on from it, start without ${SETTING}; to have it sealed from now on, begin in another directory: ` +
      'millstream checkpoint export and import take its states there.',
  })

/** The error for a file that is whole, and whose seal is that of another key. */
export const otherSeal = (path: string): StreamError =>
  new StreamError('STATE_SEAL', 'it is not damaged, and its seal is not that of this key for a file of this kind', {
    at: path,
    hint: `Set ${SETTING} to the key with which it was written; if that is this one, somebody who has it not has written the file: restore it from a copy.`,
  })

/** The error for a record of a log that this key has sealed, and that does not bear the seal itself. */
export const forged = (path: string, at: number): StreamError =>
  new StreamError(
    'STATE_SEAL',
    `what is at offset ${at} of the log is not damaged, and does not bear the seal of the log`,
    {
      at: path,
      hint: 'Somebody who does not have the key has written it: find out who may write here, and restore the directory from a copy.',
    },
  )
