import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Random } from '../../src/kernel/random.ts'
import { World } from './world.ts'

test('without any crash the program gives what the model says', async () => {
  const world = new World(new Random(1))
  await world.start()
  for (let i = 0; i < 25; i++) await world.second()
  await world.stop()
  world.check()
  assert.equal(world.repeated, 0)
})

test('a process that ends in good order goes on where it was, and makes up for the time between', async () => {
  const world = new World(new Random(2))
  for (let run = 0; run < 5; run++) {
    assert.equal(await world.start(), true)
    for (let i = 0; i < 6; i++) await world.second()
    await world.stop()
    for (let i = 0; i < run; i++) await world.second()
  }
  await world.start()
  await world.second()
  world.check()
  assert.equal(world.repeated, 0)
})

/** Lives of chance: crashes at any call of the disk, or between two seconds, and pauses of any length. */
async function history(seed: number): Promise<{ crashes: number; repeated: number }> {
  const random = new Random(seed)
  const world = new World(random)
  let crashes = 0
  await world.start()
  await world.second()
  for (let seconds = 0; seconds < 20; ) {
    const [from, at] = [world.files.operations, random.below(60)]
    world.files.fail(({ number }) => (number - from >= at ? { kind: 'crash' } : undefined))
    while (seconds < 20 && (await world.second())) seconds++
    if (!world.files.hasCrashed) break
    crashes++
    world.crash()
    for (let pause = random.below(3); pause > 0; pause--) await world.second()
    const again = world.files.operations
    const soon = random.below(3) === 0 ? random.below(30) : Number.POSITIVE_INFINITY
    world.files.fail(({ number }) => (number - again >= soon ? { kind: 'crash' } : undefined))
    while (!(await world.start())) {
      crashes++
      world.crash()
    }
  }
  world.files.fail(() => undefined)
  await world.second()
  world.check()
  return { crashes, repeated: world.repeated }
}

const HISTORIES = Number(process.env.MILLSTREAM_HISTORIES ?? 60)
const SEED = Number(process.env.MILLSTREAM_SEED ?? 0)

test('whenever the machine crashes, every batch comes out, and never with other results', async (t) => {
  let [crashes, repeated] = [0, 0]
  for (let seed = SEED; seed < SEED + HISTORIES; seed++) {
    try {
      const seen = await history(seed)
      crashes += seen.crashes
      repeated += seen.repeated
    } catch (error) {
      throw new Error(
        `replay: MILLSTREAM_SEED=${seed} MILLSTREAM_HISTORIES=1 npm test -- test/recovery/crash.test.ts`,
        {
          cause: error,
        },
      )
    }
  }
  t.diagnostic(
    `${HISTORIES} histories from seed ${SEED}, ${crashes} crashes, ${repeated} batches of outputs came again`,
  )
  assert.equal(crashes > HISTORIES, true)
})
