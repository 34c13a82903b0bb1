import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { Random } from '../../src/kernel/random.ts'
import { Acked } from './acked.ts'
import { lives, type Machine } from './machine.ts'
import { ChangingWorld, World } from './world.ts'
import { Written } from './written.ts'

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

const HISTORIES = Number(process.env.MILLSTREAM_HISTORIES ?? 60)
/** Of machines whose disk is read again and again from outside. */
const FEWER = Math.ceil(HISTORIES / 4)
const SEED = Number(process.env.MILLSTREAM_SEED ?? 0)

async function histories(t: TestContext, make: (random: Random) => Machine, count = HISTORIES): Promise<void> {
  let [crashes, repeated] = [0, 0]
  for (let seed = SEED; seed < SEED + count; seed++) {
    const random = new Random(seed)
    const machine = make(random)
    try {
      crashes += await lives(machine, random, 20)
      repeated += machine.repeated
    } catch (error) {
      throw new Error(
        `replay: MILLSTREAM_SEED=${seed} MILLSTREAM_HISTORIES=1 npm test -- test/recovery/crash.test.ts`,
        {
          cause: error,
        },
      )
    }
  }
  t.diagnostic(`${count} histories from seed ${SEED}: ${crashes} crashes, ${repeated} outputs came again`)
  assert.equal(crashes >= count, true)
}

test('files: whenever the machine crashes, every batch comes out, and never with other results', (t) =>
  histories(t, (random) => new World(random)))

test('files, and another number of partitions at each start', (t) =>
  histories(t, (random) => new ChangingWorld(random), Math.ceil(HISTORIES / 4)))

test('a log of what was received: what was acknowledged comes out once, whenever the machine crashes', (t) =>
  histories(t, (random) => new Acked(random, { 'spark.streaming.receiver.writeAheadLog.enable': 'true' })))

test('a file sink: every batch is in the manifest once, and files are whole, whenever the machine crashes', (t) =>
  histories(t, (random) => new Written(random), FEWER))

test('a file sink: a process that stands still, is replaced and goes on changes nothing', (t) =>
  histories(t, (random) => new Written(random, true), FEWER))
