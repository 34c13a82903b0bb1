import { LineLogger } from '../../../src/kernel/log.ts'
import type { Files } from '../../../src/storage/files.ts'
import { readLog } from '../../../src/storage/log/read-log.ts'
import { CheckpointLog, logDirectory } from '../../../src/streaming/checkpoint/checkpoint-log.ts'
import { Owner } from '../../../src/streaming/checkpoint/owner.ts'
import { type NeededBlocks, readReceived, receivedLog } from '../../../src/streaming/checkpoint/received.ts'
import { type Commit, type Life, processes, require } from './commit.ts'

interface Promised {
  /** Blocks that were acknowledged to who sent them. */
  readonly acknowledged: number
  /** Blocks that were sent. */
  readonly sent: number
}

const DIRECTORY = '/c'
const BLOCKS = receivedLog(DIRECTORY, 'input')

/**
 * The log of a receiver beside the log with what batches were given of it: a block is acknowledged when it is durable, a batch is
 * decided when its blocks are, and blocks are removed that only batches had that are done.
 */
export const received: Commit<Promised> = {
  nothing: { acknowledged: 0, sent: 0 },
  most: 100,
  async live({ files, clock, plan, promised: before, promise }) {
    const last = requireBlocks(files, before)
    const owner = await Owner.claim(files, DIRECTORY, processes(plan.below(1e6)), clock.now())
    const logger = new LineLogger(() => {})
    const parts = { files, clock, logger, directory: DIRECTORY, owner, segmentBytes: 1 + plan.below(150) }
    const [decisions, blocks] = [
      await CheckpointLog.open({ ...parts, log: logDirectory(DIRECTORY) }),
      await CheckpointLog.open({ ...parts, log: BLOCKS }),
    ]
    let promised: Promised = { acknowledged: blocks.next, sent: blocks.next }
    promise(promised)
    let given = last?.next ?? 0
    for (let batch = 1 + plan.below(2); batch > 0; batch--) {
      promised = await receive({ plan, promise }, blocks, promised)
      const needed: NeededBlocks = { from: given, next: blocks.next, log: blocks.name }
      const decided = decisions.append(Buffer.from(JSON.stringify(needed)))
      await decisions.durable(decided)
      given = needed.next
      await decisions.durable(decisions.append(Buffer.from(JSON.stringify({ ...needed, from: given }))))
      await blocks.removeBefore(given)
    }
    requireBlocks(files, promised)
    await decisions.close()
    await blocks.close()
    await owner.release()
  },
}

/** Blocks come, some of them at the same time; each is acknowledged when it is durable. */
async function receive(
  { plan, promise }: Pick<Life<Promised>, 'plan' | 'promise'>,
  blocks: CheckpointLog,
  before: Promised,
): Promise<Promised> {
  let promised = before
  const durable = Array.from({ length: 1 + plan.below(3) }, async () => {
    const number = blocks.append(Buffer.from(textOf(blocks.next)))
    promised = { ...promised, sent: blocks.next }
    promise(promised)
    await blocks.durable(number)
    promised = { ...promised, acknowledged: Math.max(promised.acknowledged, number + 1) }
    promise(promised)
  })
  await Promise.all(durable)
  return promised
}

/** Errors unless all blocks are there that are needed, and those that were acknowledged. Answers the last decision. */
function requireBlocks(files: Files, { acknowledged, sent }: Promised): NeededBlocks | undefined {
  let last: NeededBlocks | undefined
  readLog(files, logDirectory(DIRECTORY), (payload) => {
    last = JSON.parse(Buffer.from(payload).toString())
  })
  const { from, next, log } = last ?? { from: 0, next: 0, log: undefined }
  let found = from
  readReceived(files, BLOCKS, { from, next, log }, (payload, number) => {
    const text = Buffer.from(payload).toString()
    require(number === found && text === textOf(number), () => `block ${number} where ${found} belongs: ${text}`)
    found++
  })
  require(found >= acknowledged, () => `${acknowledged} blocks were acknowledged, and there are ${found}`)
  require(found <= sent, () => `${sent} blocks were sent, and there are ${found}`)
  return last
}

const textOf = (number: number): string => `${number}`.repeat(1 + (number % 7))
