import assert from 'node:assert/strict'
import { mkdirSync, symlinkSync } from 'node:fs'
import { type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { AllParts } from './all-parts.ts'
import type { Life } from './life.ts'
import { SmallDisk } from './small-disk.ts'

const ROUNDS = 4

/** How a program ends that finds no room where it cannot wait. */
const NO_ROOM = /E_OUTPUT_UNWRITABLE|E_CHECKPOINT_UNWRITABLE/

/** Resolves when a process waits for room (true), or has ended because there is none (false). */
async function held(parts: AllParts, life: Life): Promise<boolean> {
  await life.until(() => {
    parts.look()
    return life.isOver || life.said.includes('there is no room for checkpoints')
  }, 'a pause')
  if (!life.isOver) return true
  assert.equal(await life.over(), 1, life.said)
  assert.match(life.said, NO_ROOM)
  return false
}

/** Lives on a disk that fills up and is freed again. `names`: what lies on it. */
async function lives(t: TestContext, names: readonly string[]): Promise<void> {
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
    for (let round = 0; round < ROUNDS; round++)
      if (await full(parts, disk as SmallDisk, round % 2 === 1)) (waited[round % 2] as number)++
    // Where only checkpoints lie on it, no batch begins that would have to fail.
    if (names.length === 1) assert.equal(waited[0], ROUNDS / 2)
    const last = parts.start()
    await last.until(parts.look, 'output of the last process')
    await parts.finish(last)
    t.diagnostic(`full ${ROUNDS} times, waited ${waited.join(' and ')} times; ${parts.records} records`)
  } finally {
    disk?.remove()
    await parts.close()
  }
}

/** The disk is full for a while; with `isKilled` another process begins meanwhile. Answers whether one waited to the end. */
async function full(parts: AllParts, disk: SmallDisk, isKilled: boolean): Promise<boolean> {
  let life = parts.start()
  await life.until(parts.look, 'output')
  disk.fill()
  let waits = await held(parts, life)
  if (isKilled) {
    await life.end('SIGKILL')
    life = parts.start()
    waits = await held(parts, life)
  }
  if (waits) {
    await sleep(300)
    // What was decided before goes on, and may find no room for its output.
    waits = await held(parts, life)
  }
  disk.free()
  if (!waits) life = parts.start()
  await life.until(parts.look, 'output with room again')
  await life.end('SIGKILL')
  return waits
}

test('a disk that is full holds the program up until there is room: nothing is torn, lost or there twice', async (t) => {
  await t.test('checkpoints alone', (t) => lives(t, ['state']))
  await t.test('checkpoints and output', (t) => lives(t, ['state', 'out']))
})
