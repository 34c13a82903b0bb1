import assert from 'node:assert/strict'
import { mkdirSync, symlinkSync } from 'node:fs'
import { type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { AllParts } from './all-parts.ts'
import type { Life } from './life.ts'
import { SmallDisk } from './small-disk.ts'

/** In every other one the program is killed. */
const ROUNDS = { local: 4, 'local[2]': 2 }
type Master = keyof typeof ROUNDS

/** No stage is too small for the workers. */
const confOf = (master: Master): Record<string, string> => ({ 'spark.master': master, 'millstream.threads.tiny': '0' })

/** How a program ends that finds no room where it cannot wait: while it begins. */
const NO_ROOM = /E_OUTPUT_UNWRITABLE|E_CHECKPOINT_UNWRITABLE/

/** What a program says that waits. */
const WAITS = 'batches wait until there is'

/** Resolves when a process waits for room (true), or has ended because there is none (false). */
async function held(parts: AllParts, life: Life): Promise<boolean> {
  await life.until(() => {
    parts.look()
    return life.isOver || life.said.includes(WAITS)
  }, 'a pause')
  if (!life.isOver) return true
  assert.equal(await life.over(), 1, life.said)
  assert.match(life.said, NO_ROOM)
  return false
}

/** Lives on a disk that fills up and is freed again. `names`: what lies on it. */
async function lives(t: TestContext, names: readonly string[], master: Master = 'local'): Promise<void> {
  const rounds = ROUNDS[master]
  let disk: SmallDisk | undefined
  const parts = await AllParts.open((folder) => {
    disk = new SmallDisk(`${folder}/disk`, '16m')
    for (const name of names) {
      mkdirSync(`${disk.path}/${name}`)
      symlinkSync(`${disk.path}/${name}`, `${folder}/${name}`)
    }
  })
  try {
    const waited = [0, 0]
    for (let round = 0; round < rounds; round++)
      if (await full(parts, disk as SmallDisk, master, round % 2 === 1)) (waited[round % 2] as number)++
    // Who has begun waits, whatever lies on it.
    assert.equal(waited[0], rounds / 2)
    const last = parts.start({ conf: confOf(master) })
    await last.until(parts.look, 'output of the last process')
    await parts.finish(last)
    t.diagnostic(`full ${rounds} times, waited ${waited.join(' and ')} times; ${parts.records} records`)
  } finally {
    disk?.remove()
    await parts.close()
  }
}

/** The disk is full for a while; with `isKilled` another process begins meanwhile. Answers whether one waited to the end. */
async function full(parts: AllParts, disk: SmallDisk, master: Master, isKilled: boolean): Promise<boolean> {
  const start = (): Life => parts.start({ conf: confOf(master) })
  let life = start()
  await life.until(parts.look, 'output')
  disk.fill()
  let waits = await held(parts, life)
  if (isKilled) {
    await life.end('SIGKILL')
    life = start()
    waits = await held(parts, life)
  }
  if (waits) {
    await sleep(300)
    assert.equal(life.isOver, false, life.said)
  }
  disk.free()
  if (!waits) life = start()
  await life.until(parts.look, 'output with room again')
  await life.end('SIGKILL')
  return waits
}

test('a disk that is full holds the program up until there is room: nothing is torn, lost or there twice', async (t) => {
  await t.test('checkpoints alone', (t) => lives(t, ['state']))
  await t.test('output alone', (t) => lives(t, ['out']))
  await t.test('output alone, of worker threads', (t) => lives(t, ['out'], 'local[2]'))
  await t.test('checkpoints and output', (t) => lives(t, ['state', 'out']))
})
