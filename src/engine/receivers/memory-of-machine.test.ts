import assert from 'node:assert/strict'
import { totalmem } from 'node:os'
import { test } from 'node:test'
import { SparkConf } from '../../rdd/conf.ts'
import { receiverMemory } from './memory-of-machine.ts'

test('the setting counts; without it there is a part of the memory, and never more than 2 GiB', () => {
  assert.equal(receiverMemory(new SparkConf().set('millstream.receiver.memory', '64m')), 64 << 20)
  const own = receiverMemory(new SparkConf())
  assert.ok(own > 0 && own <= 2 ** 31 && own <= totalmem() / 4)
})
