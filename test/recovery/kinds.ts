import { Random } from '../../src/kernel/random.ts'
import { Acked } from './acked.ts'
import { COMMITS, type CommitKind } from './commits/kinds.ts'
import { Letters } from './letters.ts'
import { lives, type Machine } from './machine.ts'
import { World } from './world.ts'
import { Written } from './written.ts'

/** The machines that are tortured. */
const MACHINES = {
  files: (random: Random): Machine => new World(random),
  windows: (random: Random): Machine => new World(random, {}, 'windows'),
  failing: (random: Random): Machine => new World(random, {}, 'failing'),
  received: (random: Random): Machine => new Acked(random),
  brief: (random: Random): Machine => new Acked(random, true),
  written: (random: Random): Machine => new Written(random),
  replaced: (random: Random): Machine => new Written(random, true),
  letters: (random: Random): Machine => new Letters(random),
}

export type Kind = keyof typeof MACHINES | `commit-${CommitKind}`

/** What was gone through. */
export interface Tally {
  /** Stops of a machine on which the whole engine runs. */
  readonly crashes: number
  /** Outputs of batches that were made again after them. */
  readonly repeated: number
  /** States of a disk after a stop in the middle of a commit, of a part of the engine by itself. */
  readonly commitStates: number
}

const NOTHING: Tally = { crashes: 0, repeated: 0, commitStates: 0 }

async function life(make: (random: Random) => Machine, seed: number): Promise<Tally> {
  const random = new Random(seed)
  const machine = make(random)
  const crashes = await lives(machine, random, 20)
  return { ...NOTHING, crashes, repeated: machine.repeated }
}

async function commits(kind: CommitKind, seed: number): Promise<Tally> {
  const { enumerated, sampled } = await COMMITS[kind](seed)
  return { ...NOTHING, commitStates: enumerated + sampled }
}

/** All that is tortured: the history of a seed, which throws what is wrong. */
export const KINDS = new Map<Kind, (seed: number) => Promise<Tally>>([
  ...Object.entries(MACHINES).map(([kind, make]) => [kind as Kind, (seed: number) => life(make, seed)] as const),
  ...(Object.keys(COMMITS) as CommitKind[]).map(
    (kind) => [`commit-${kind}` as Kind, (seed: number) => commits(kind, seed)] as const,
  ),
])
