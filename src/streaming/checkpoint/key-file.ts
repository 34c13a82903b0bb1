import { StreamError } from '../../kernel/errors.ts'
import { quoted } from '../../kernel/show.ts'
import { thrownText } from '../../kernel/thrown.ts'
import type { SparkConf } from '../../rdd/conf.ts'
import { textSetting } from '../../rdd/settings.ts'
import { bytesOf } from '../../storage/file-bytes.ts'
import type { FileStatus, Files } from '../../storage/files.ts'
import { localPath } from '../../storage/local-path.ts'
import { Seal } from '../../storage/log/seal.ts'

/** Bytes of a key. */
const [LEAST, MOST] = [32, 4096]
/** Any user of the machine may read or write it. */
const OF_OTHERS = 0o006

/**
 * What seals the logs of a program that has `millstream.checkpoint.hmacKeyFile`; undefined without. The bytes of the file are the
 * key, all of them.
 *
 * Errors    CONFIG_KEY_FILE
 */
export function sealOf(conf: SparkConf, files: Files): Seal | undefined {
  const setting = textSetting(conf, 'millstream.checkpoint.hmacKeyFile')
  if (setting === undefined) return undefined
  const path = localPath(setting)
  requireKey(
    path,
    read(path, () => files.statSync(path)),
  )
  return new Seal(read(path, () => bytesOf(files, path, MOST)))
}

function read<T>(path: string, look: () => T): T {
  try {
    return look()
  } catch (cause) {
    throw badKey(path, `it cannot be read: ${thrownText(cause)}`, 'Let the user read it who runs the program.', cause)
  }
}

function requireKey(path: string, status: FileStatus | undefined): void {
  if (status === undefined) throw badKey(path, 'there is no such file', `Make one: ${making(path)}.`)
  if (status.kind !== 'file') throw badKey(path, 'it is no file', 'Name the file with the key.')
  if (status.size < LEAST || status.size > MOST)
    throw badKey(path, `it has ${status.size} bytes, and a key has ${LEAST} to ${MOST}`, `Make one: ${making(path)}.`)
  if ((status.mode & OF_OTHERS) !== 0)
    throw badKey(
      path,
      `any user may read or write it: its mode is ${status.mode.toString(8)}`,
      `If nobody has, take that right away: chmod 600 ${quoted(path)}; else make another key, and another directory.`,
    )
}

const making = (path: string): string => `head -c ${LEAST} /dev/urandom > ${quoted(path)}; chmod 600 ${quoted(path)}`

const badKey = (path: string, what: string, hint: string, cause?: unknown): StreamError =>
  new StreamError('CONFIG_KEY_FILE', `the file of millstream.checkpoint.hmacKeyFile cannot be used: ${what}`, {
    at: path,
    hint,
    cause,
  })
