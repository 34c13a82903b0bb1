import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SparkConf } from '../../index.ts'
import { MemoryFiles } from '../../storage/memory-files.ts'
import { ManualClock } from '../../testing/index.ts'
import { sealOf } from './key-file.ts'

const conf = (path: string): SparkConf => new SparkConf().set('millstream.checkpoint.hmacKeyFile', path)

function holding(bytes: number, mode: number): MemoryFiles {
  const files = new MemoryFiles(new ManualClock(0))
  files.write('/keys/key', new Uint8Array(bytes).fill(7))
  files.setMode('/keys/key', mode)
  return files
}

test('no setting, no seal; the same bytes make the same seal', () => {
  assert.equal(sealOf(new SparkConf(), holding(32, 0o600)), undefined)
  const tags = [32, 32, 33, 4096].map((bytes) => sealOf(conf('file:/keys/key'), holding(bytes, 0o640))?.tag(['x']))
  assert.deepEqual(tags[0], tags[1])
  assert.equal(new Set(tags.map((tag) => tag?.toString('hex'))).size, 3)
})

const MAKE = "Make one: head -c 32 /dev/urandom > '/keys/key'; chmod 600 '/keys/key'."
const refused = (what: string, at = '/keys/key'): object => ({
  code: 'CONFIG_KEY_FILE',
  message: `CONFIG_KEY_FILE at ${at}: the file of millstream.checkpoint.hmacKeyFile cannot be used: ${what}`,
})

test('a file that is no key, or that others may read, is refused with the command that mends it', () => {
  const at =
    (files: MemoryFiles, path = '/keys/key') =>
    () =>
      sealOf(conf(path), files)
  const without = new MemoryFiles(new ManualClock(0))
  assert.throws(at(without), refused(`there is no such file. ${MAKE}`))
  assert.throws(at(holding(32, 0o600), '/keys'), refused('it is no file. Name the file with the key.', '/keys'))
  assert.throws(at(holding(31, 0o600)), refused(`it has 31 bytes, and a key has 32 to 4096. ${MAKE}`))
  assert.throws(at(holding(4097, 0o600)), refused(`it has 4097 bytes, and a key has 32 to 4096. ${MAKE}`))
  for (const mode of [0o644, 0o602])
    assert.throws(
      at(holding(32, mode)),
      refused(
        `any user may read or write it: its mode is ${mode.toString(8)}. ` +
          "If nobody has, take that right away: chmod 600 '/keys/key'; else make another key, and another directory.",
      ),
    )
})

test('a file that the system does not let be read', () => {
  const files = holding(32, 0o600)
  files.open = () => {
    throw Object.assign(new Error("EACCES: permission denied, open '/keys/key'"), { code: 'EACCES' })
  }
  assert.throws(
    () => sealOf(conf('/keys/key'), files),
    refused(
      "it cannot be read: EACCES: permission denied, open '/keys/key'. Let the user read it who runs the program.",
    ),
  )
})
