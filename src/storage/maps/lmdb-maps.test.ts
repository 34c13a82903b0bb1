import assert from 'node:assert/strict'
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { MemoryMap } from '../../../test/state/memory-map.ts'
import { lmdbMaps } from '../../../test/state/stores.ts'
import { nodeProcesses } from '../../workers/node-processes.ts'
import { LmdbMaps } from './lmdb-maps.ts'
import { LONGEST_KEY } from './ordered-map.ts'

const lmdb = lmdbMaps()

test('a map of LMDB answers what one in memory does', () => {
  const map = lmdb()
  const key = fc.uint8Array({ minLength: 1, maxLength: 3 })
  const value = fc.option(fc.uint8Array({ maxLength: 4 }), { nil: undefined })
  const changes = fc.array(fc.tuple(key, value), { maxLength: 9 })
  fc.assert(
    fc.property(fc.array(fc.tuple(changes, key, key, fc.integer({ min: 1, max: 9 })), { maxLength: 6 }), (rounds) => {
      const right = new MemoryMap()
      map.write(map.range(Uint8Array.of(0), Uint8Array.of(255, 255, 255, 255), 1000).map(([k]) => [k, undefined]))
      for (const [some, from, to, most] of rounds) {
        for (const each of [map, right]) each.write(some)
        assert.deepEqual(map.get(from), right.get(from) && Buffer.from(right.get(from) as Uint8Array))
        const [a, b] = [map, right].map((each) =>
          each.range(from, to, most).map(([k, v]) => [Buffer.from(k).toString('hex'), Buffer.from(v).toString('hex')]),
        )
        assert.deepEqual(a, b)
      }
    }),
    { numRuns: 200 },
  )
})

test('changes are made together or not at all, and what was read is the reader’s own', () => {
  const map = lmdb()
  map.write([[Buffer.from('a'), Buffer.from('1')]])
  assert.throws(
    () =>
      map.write(
        (function* () {
          yield [Buffer.from('a'), Buffer.from('2')] as const
          throw new Error('no')
        })(),
      ),
    { message: 'no' },
  )
  const read = map.get(Buffer.from('a')) as Buffer
  assert.equal(read.toString(), '1')
  map.write([
    [Buffer.from('a'), Buffer.from('3')],
    [Buffer.alloc(LONGEST_KEY, 1), Buffer.alloc(5_000_000, 1)],
  ])
  assert.equal(map.get(Buffer.alloc(LONGEST_KEY, 1))?.length, 5_000_000)
  assert.equal(read.toString(), '1')
})

test('who has not installed lmdb is told what to do', () => {
  const missing = Object.assign(new Error("Cannot find module 'lmdb'\nRequire stack:\n- x"), {
    code: 'MODULE_NOT_FOUND',
  })
  const maps = new LmdbMaps(nodeProcesses, () => {
    throw missing
  })
  assert.throws(() => maps.makeFolder(undefined), {
    message:
      "CONFIG_STATE_STORE: millstream.state.store is 'lmdb', which cannot be loaded: Cannot find module 'lmdb'. " +
      "Run npm install lmdb; or set millstream.state.store to 'memory'.",
    cause: missing,
  })
})

test('a folder is private; those of processes that are gone are removed, and no others', async (t) => {
  const under = mkdtempSync(join(tmpdir(), 'millstream-under-'))
  t.after(() => rmSync(under, { recursive: true }))
  const self = { pid: 77, host: 'a host, of ours', boot: 'b', started: '5' }
  const isRunning = ({ pid }: { pid: number }): boolean => pid === 88
  const maps = new LmdbMaps({ ...nodeProcesses, self: () => self, isRunning })
  const host = encodeURIComponent(self.host)
  const gone = [`millstream-state,99,4,b,${host},abcdef`, `millstream-state,99,4,another,${host},abcdef`]
  const stay = [
    `millstream-state,88,4,b,${host},abcdef`,
    'millstream-state,99,4,b,elsewhere,abcdef',
    'millstream-state,99,4,b',
    'millstream-blocks-abc',
  ]
  for (const name of [...gone, ...stay]) mkdirSync(join(under, name, 'deep'), { recursive: true })
  const folder = maps.makeFolder(join(under))
  assert.equal(statSync(folder).mode & 0o777, 0o700)
  const map = maps.open(folder, 'one')
  map.write([[Buffer.from('a'), Buffer.from('1')]])
  await map.close()
  while (gone.some((name) => existsSync(join(under, name)))) await new Promise(setImmediate)
  for (const name of stay) assert.ok(existsSync(join(under, name)), name)
  await maps.removeFolder(folder)
  assert.equal(existsSync(folder), false)
})

test('a folder that cannot be made is an error of states', () => {
  assert.throws(() => new LmdbMaps(nodeProcesses).makeFolder('/dev/null/below'), {
    code: 'E_STATE_UNWRITABLE',
    message: /^E_STATE_UNWRITABLE: states in \/dev\/null\/below cannot be read or written: .*ENOTDIR/,
  })
})
