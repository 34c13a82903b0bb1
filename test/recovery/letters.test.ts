import assert from 'node:assert/strict'
import { test } from 'node:test'
import { freshSeed, Random } from '../../src/kernel/random.ts'
import { Letters } from './letters.ts'
import { lives } from './machine.ts'

test('whenever it crashes, every bad record is left out and kept once, and every other one counts once', async () => {
  const seed = freshSeed()
  let crashes = 0
  for (let life = 0; life < 12; life++) {
    const random = new Random(seed + life)
    try {
      crashes += await lives(new Letters(random), random, 10)
    } catch (error) {
      throw new Error(`seed ${seed + life}`, { cause: error })
    }
  }
  assert.ok(crashes > 20, `${crashes} crashes`)
})
