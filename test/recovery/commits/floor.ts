import { isStreamError } from '../../../src/index.ts'
import { LineLogger } from '../../../src/kernel/log.ts'
import type { Files } from '../../../src/storage/files.ts'
import { readLog } from '../../../src/storage/log/read-log.ts'
import { publish } from '../../../src/storage/publish.ts'
import { CheckpointLog, logDirectory } from '../../../src/streaming/checkpoint/checkpoint-log.ts'
import { type Floor, floorBytes, floorFile, readFloor } from '../../../src/streaming/checkpoint/floor-file.ts'
import { keptFolder, takeKept } from '../../../src/streaming/checkpoint/kept-folder.ts'
import { Owner } from '../../../src/streaming/checkpoint/owner.ts'
import { type Commit, type Life, processes, require, standingStill } from './commit.ts'

interface Promised {
  /** The highest epoch that an owner had. */
  readonly epoch: number
  /** Records that are durable. */
  readonly next: number
  /** The floor is one of these; 0 before there is any. */
  readonly floors: readonly number[]
}

const DIRECTORY = '/c'

/**
 * Owners of a directory of checkpoints, their log, and its floor, below which records are removed once it is durable. In the
 * middle of it a process stands still, is replaced, and goes on.
 */
export const floor: Commit<Promised> = {
  nothing: { epoch: 0, next: 0, floors: [0] },
  // Two processes make many calls.
  most: 20,
  async live(life) {
    let { promised } = life
    const told: Life<Promised> = {
      ...life,
      get promised() {
        return promised
      },
      promise(next) {
        promised = next
        life.promise(next)
      },
    }
    const first = { isOwner: false, isReplaced: false }
    const meanwhile = async (): Promise<void> => {
      first.isReplaced = true
      await own(told, life.files, () => {})
    }
    // Not sooner: whoever stands still before it has a number comes later than who does not.
    const still = standingStill(life.files, life.plan.below(24), meanwhile, () => first.isOwner)
    const guarded: Life<Promised> = {
      ...told,
      get promised() {
        return promised
      },
      promise: (next) => first.isReplaced || told.promise(next),
    }
    try {
      await own(guarded, still, () => {
        first.isOwner = true
      })
    } catch (error) {
      if (!first.isReplaced || !isStreamError(error, 'E_CHECKPOINT_FENCED')) throw error
    }
    requireFloor(life.files, promised)
  },
}

/** What an owner does. As soon as it has been replaced it can promise nothing more. */
async function own(life: Life<Promised>, files: Files, claimed: () => void): Promise<void> {
  const { clock, plan } = life
  const promise = (part: Partial<Promised>): void => {
    life.promise({ ...life.promised, ...part })
  }
  requireFloor(life.files, life.promised)
  const before = life.promised.epoch
  const owner = await Owner.claim(files, DIRECTORY, processes(plan.below(1e6)), clock.now())
  require(owner.epoch > before, () => `epoch ${owner.epoch} comes after ${before}`)
  promise({ epoch: owner.epoch })
  claimed()
  const kept = await owner.act(() => takeKept(files, DIRECTORY, owner))
  const parts = {
    files,
    clock,
    logger: new LineLogger(() => {}),
    directory: DIRECTORY,
    owner,
    segmentBytes: 1 + plan.below(100),
  }
  const log = await CheckpointLog.open({ ...parts, log: logDirectory(kept) })
  promise({ next: log.next })
  for (let round = 1 + plan.below(2); round > 0; round--) {
    for (let count = 1 + plan.below(3); count > 0; count--) log.append(Buffer.alloc(plan.below(30)))
    const next = log.next
    await log.durable(next - 1)
    promise({ next })
    const floors = life.promised.floors
    const to = Math.max(...floors) + plan.below(next - Math.max(...floors) + 1)
    promise({ floors: [...floors, to] })
    const { records } = readFloor(files, kept) ?? { records: [] }
    const bytes = floorBytes({ records: [to, ...records].slice(0, 2), log: log.name })
    await owner.act(() => publish(files, floorFile(kept), bytes))
    promise({ floors: [to] })
    await log.removeBefore(records[0] ?? 0)
  }
  await log.close()
  // As whoever closes a checkpoint does: a process that was replaced has nothing to release.
  await owner.release().catch(() => {})
}

/** Errors unless the floor is one that was promised and all records from it on are there. */
function requireFloor(files: Files, { floors, next }: Promised): void {
  const kept = keptFolder(files, DIRECTORY) ?? DIRECTORY
  const { records }: Pick<Floor, 'records'> = readFloor(files, kept) ?? { records: [0] }
  const [newest = 0] = records
  require(floors.includes(newest), () => `the floor is ${newest}, and not one of ${floors}`)
  const found = readLog(files, logDirectory(kept), () => {}, { from: Math.min(...records) })
  require(found.next >= next, () => `${next} records were promised, and there are ${found.next}`)
}
