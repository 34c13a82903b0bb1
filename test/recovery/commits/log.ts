import type { Random } from '../../../src/kernel/random.ts'
import type { Faults } from '../../../src/storage/faulty/faults.ts'
import type { Files } from '../../../src/storage/files.ts'
import { LogWriter } from '../../../src/storage/log/log-writer.ts'
import { readLog } from '../../../src/storage/log/read-log.ts'
import { Seal } from '../../../src/storage/log/seal.ts'
import { codeOf } from '../../../src/storage/system-error.ts'
import { type Commit, type Life, require } from './commit.ts'
import { requireForgeriesRefused } from './forgeries.ts'

interface Promised {
  /** All that was appended, by number; the first `synced` of them count. */
  readonly appended: readonly string[]
  readonly synced: number
  /** Records below this number may be gone. */
  readonly floor: number
}

const NAME = new Uint8Array(16).fill(7)

/** A record log: records that come during a sync, new segments, a call that fails, old segments that are removed. */
const logWith = (seal: Seal | undefined, most: number): Commit<Promised> => ({
  nothing: { appended: [], synced: 0, floor: 0 },
  most,
  async live(life) {
    const { files, plan } = life
    const found = requireRecords(files, life.promised, seal)
    if (seal !== undefined) requireForgeriesRefused(files, '/log', seal)
    const writer = await LogWriter.open(files, '/log', { segmentBytes: 1 + plan.below(150), name: NAME, seal })
    require(writer.next === found, () => `the log goes on with ${writer.next} where ${found} records were found`)
    const appended = life.promised.appended.slice(0, found)
    let promised: Promised = { ...life.promised, appended, synced: found }
    life.promise(promised)
    for (let round = 1 + plan.below(3); round > 0; round--) {
      promised = await append(life, writer, promised)
      if (plan.below(3) > 0) continue
      promised = { ...promised, floor: Math.max(promised.floor, plan.below(writer.next + 1)) }
      life.promise(promised)
      await writer.removeBefore(promised.floor)
    }
    requireRecords(files, promised, seal)
  },
})

export const log = logWith(undefined, 1500)

/** The same, sealed; what somebody changes in it who does not have the key is refused. */
export const sealedLog = logWith(new Seal(new Uint8Array(32).fill(5)), 400)

/** Append some records, the last of them perhaps during the sync of the others, and see to it that they count. */
async function append({ plan, fail, promise }: Life<Promised>, writer: LogWriter, before: Promised): Promise<Promised> {
  const records = Array.from({ length: 1 + plan.below(3) }, () => recordOf(plan))
  const appended = [...before.appended, ...records]
  const late = plan.below(2)
  if (plan.below(4) === 0) fail(once(plan.below(4)))
  let promised = { ...before, appended }
  promise(promised)
  const synced = (count: number): void => {
    promised = { ...promised, synced: count }
    promise(promised)
  }
  while (writer.synced < appended.length)
    try {
      write(writer, appended.slice(writer.next, appended.length - late))
      const [sync, end] = [writer.sync(), writer.next]
      await Promise.resolve()
      write(writer, appended.slice(writer.next))
      await sync
      synced(end)
      await writer.sync()
      synced(appended.length)
    } catch (error) {
      if (codeOf(error) !== 'EIO') throw error
      await writer.reopen()
    }
  return promised
}

function write(writer: LogWriter, records: readonly string[]): void {
  for (const record of records) writer.append(Buffer.from(record))
}

/** Most are short; some reach over the end of a sector. */
const recordOf = (plan: Random): string =>
  'abcdefgh'[plan.below(8)]?.repeat(plan.below(plan.below(12) === 0 ? 600 : 40)) ?? ''

/** A call that fails, after so many others that may. */
function once(after: number): Faults {
  let calls = 0
  return ({ call }) => {
    if (call === 'open' || call === 'read' || calls++ !== after) return undefined
    return { kind: 'error', code: 'EIO', written: 5 }
  }
}

/** Errors unless all is there that is promised, and nothing else. Answers how many records there were ever. */
function requireRecords(files: Files, { appended, synced, floor }: Promised, seal: Seal | undefined): number {
  const found: string[] = []
  const take = (payload: Uint8Array): void => void found.push(Buffer.from(payload).toString())
  const { first, next } = readLog(files, '/log', take, { seal })
  require(next >= synced, () => `${synced} records were promised, and there are ${next}`)
  require(next <= appended.length, () => `${appended.length} records were appended, and there are ${next}`)
  require(first <= floor, () => `records from ${floor} on are needed, and the log begins with ${first}`)
  const due = appended.slice(first, next)
  require(found.join() === due.join(), () => `the log has ${found}, and not ${due}`)
  return next
}
