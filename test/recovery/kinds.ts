import type { Random } from '../../src/kernel/random.ts'
import { Acked } from './acked.ts'
import { Letters } from './letters.ts'
import type { Machine } from './machine.ts'
import { World } from './world.ts'
import { Written } from './written.ts'

/** The machines that are tortured. */
export const KINDS = {
  files: (random: Random): Machine => new World(random),
  windows: (random: Random): Machine => new World(random, {}, 'windows'),
  failing: (random: Random): Machine => new World(random, {}, 'failing'),
  received: (random: Random): Machine => new Acked(random, { 'spark.streaming.receiver.writeAheadLog.enable': 'true' }),
  written: (random: Random): Machine => new Written(random),
  replaced: (random: Random): Machine => new Written(random, true),
  letters: (random: Random): Machine => new Letters(random),
}

export type Kind = keyof typeof KINDS
