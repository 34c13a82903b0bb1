/** One bit of a checkpoint is changed: it is refused, with the file, or nothing comes of it. Never is a result wrong. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { serialize } from 'node:v8'
import { StreamError } from '../../src/index.ts'
import { Random } from '../../src/kernel/random.ts'
import type { Files } from '../../src/storage/files.ts'
import { readLog } from '../../src/storage/log/read-log.ts'
import { Seal } from '../../src/storage/log/seal.ts'
import { keptFolder } from '../../src/streaming/checkpoint/kept-folder.ts'
import { lastOwner } from '../../src/streaming/checkpoint/owner.ts'
import { receivedSeal } from '../../src/streaming/checkpoint/received.ts'
import { recover } from '../../src/streaming/checkpoint/recovery.ts'
import { DIRECTORY } from './machine.ts'
import { after, type Disk, filesOf, KEY, left, RECEIVED, run, SEALED, type Small, STATES, said } from './small-runs.ts'

const FLIPS = Number(process.env.MILLSTREAM_FLIPS ?? 2500)
const SEED = Number(process.env.MILLSTREAM_SEED ?? 1)
const BATCHES = 24
/** Every byte of a file up to this size is changed once. */
const SMALL = 1000
/** One flip in so many is shown to the whole program, whatever the reading of the files says to it. */
const RESTARTS = 12

interface Flip {
  readonly path: string
  readonly byte: number
  readonly bit: number
}

/** Every byte of small files, and what chance has of all others: at least `count`. */
function flipsOf(disk: Disk, random: Random, { count, wholeBelow }: Extent): Flip[] {
  const paths = [...disk.keys()].filter((path) => path.startsWith(DIRECTORY))
  const sizeOf = (path: string): number => disk.get(path)?.bytes.length ?? 0
  const all = paths
    .filter((path) => sizeOf(path) <= wholeBelow)
    .flatMap((path) => Array.from({ length: sizeOf(path) }, (_, byte) => ({ path, byte, bit: random.below(8) })))
  const whole = paths.reduce((sum, path) => sum + sizeOf(path), 0)
  while (all.length < count) {
    let byte = random.below(whole)
    for (const path of paths) {
      if (byte >= 0 && byte < sizeOf(path)) all.push({ path, byte, bit: random.below(8) })
      byte -= sizeOf(path)
    }
  }
  return all
}

interface Extent {
  readonly count: number
  /** Bytes of a file of which every one is changed, at most. */
  readonly wholeBelow: number
}

function flipped(bytes: Uint8Array, { byte, bit }: Flip): Uint8Array {
  const changed = Uint8Array.from(bytes)
  changed[byte] = (changed[byte] as number) ^ (1 << bit)
  return changed
}

/** All that a program gets to know of a checkpoint, as text. */
function readingOf(files: Files, logs: readonly string[], seal: Seal | undefined): string {
  const kept = keptFolder(files, DIRECTORY) as string
  const parts: unknown[] = [recover(files, kept, seal), lastOwner(files, DIRECTORY)?.epoch]
  const take = (payload: Uint8Array, number: number): void => void parts.push([number, Buffer.from(payload)])
  for (const log of logs) readLog(files, log, take, { seal: receivedSeal(seal) })
  return serialize(parts).toString('latin1')
}

/** What is said of a flip: the path in a coded error, or undefined when the program does not notice it. */
const refusal = (error: unknown): string => {
  if (!StreamError.is(error)) throw error
  assert.equal(error.code, 'STATE_CORRUPT')
  return said(error.at ?? '')
}

for (const small of [STATES, RECEIVED])
  for (const killed of [false, true])
    test(
      `${small.name}: a bit of what a program left that ${killed ? 'was killed' : 'ended'}`,
      { timeout: 120_000 },
      async (t) => t.diagnostic(await flipAll(small, await left(small, BATCHES, killed))),
    )

// Tags take time, and test/recovery/sealed-log.test.ts has every bit of a log.
test('sealed: a bit of what a program left that was killed', { timeout: 120_000 }, async (t) =>
  t.diagnostic(await flipAll(SEALED, await left(SEALED, BATCHES, true), { count: FLIPS, wholeBelow: 100 })),
)

async function flipAll(
  small: Small,
  disk: Disk,
  extent: Extent = { count: FLIPS, wholeBelow: SMALL },
): Promise<string> {
  const start = after(BATCHES)
  const due = await run(small, { files: filesOf(disk), start, batches: 2, killed: true })
  const files = filesOf(disk)
  const logs = [
    ...new Set(
      [...disk.keys()].filter((path) => path.includes('/received/')).map((path) => path.replace(/\/[^/]*$/, '')),
    ),
  ]
  const seal = small === SEALED ? new Seal(KEY) : undefined
  const whole = readingOf(files, logs, seal)
  let [refused, restarts, unread] = [0, 0, 0]
  for (const [i, flip] of flipsOf(disk, new Random(SEED), extent).entries()) {
    const { path } = flip
    const { bytes = new Uint8Array(0), modified = 0 } = disk.get(path) ?? {}
    const replay = `MILLSTREAM_SEED=${SEED}: ${path}, byte ${flip.byte}, bit ${flip.bit}`
    files.write(path, flipped(bytes, flip))
    let [at, reading]: [string | undefined, string] = [undefined, '']
    try {
      reading = readingOf(files, logs, seal)
    } catch (error) {
      at = refusal(error)
    }
    files.write(path, bytes)
    if (at !== undefined) assert.equal(at, said(path), replay)
    if (at !== undefined) refused++
    else unread++
    if (i % RESTARTS !== 0 && (at !== undefined || reading === whole)) continue
    restarts++
    const copy = filesOf(new Map([...disk, [path, { bytes: flipped(bytes, flip), modified }]]))
    const result = await run(small, { files: copy, start, batches: 2, killed: true }).catch(refusal)
    assert.equal(result, at ?? due, replay)
  }
  return `seed ${SEED}: ${refused} flips were refused, ${unread} changed nothing; ${restarts} restarts`
}
