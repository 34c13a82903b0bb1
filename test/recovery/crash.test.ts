import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Random } from '../../src/kernel/random.ts'
import { HISTORIES, histories } from './histories.ts'
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

const FILE = 'crash.test.ts'
/** Of machines that take longer. */
const FEWER = Math.ceil(HISTORIES / 4)

test('files: whenever the machine crashes, every batch comes out, and never with other results', (t) =>
  histories(t, (random) => new World(random), { file: FILE }))

test('files, and another number of partitions at each start', (t) =>
  histories(t, (random) => new ChangingWorld(random), { file: FILE, count: FEWER }))

test('a file sink: every batch is in the manifest once, and files are whole, whenever the machine crashes', (t) =>
  histories(t, (random) => new Written(random), { file: FILE, count: FEWER }))

test('a file sink: a process that stands still, is replaced and goes on changes nothing', (t) =>
  histories(t, (random) => new Written(random, true), { file: FILE, count: FEWER }))
