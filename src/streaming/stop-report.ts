import { Time } from '../kernel/time.ts'
import type { JobSet } from './batches/job-set.ts'
import type { Input } from './input-stream.ts'

/** What a stop found and left. */
export interface StopReport {
  /** Batches with jobs that were done since the start. */
  readonly batchesCompleted: number
  /** Batches that were due and were not done. */
  readonly batchesLeft: number
  /** Records of those, and records that were received for a batch that never came. */
  readonly recordsLeft: number
  /** What that is, when anything is left. */
  readonly left?: LeftBehind
}

/** What a stop left. */
export interface LeftBehind {
  /** Batches whose jobs are not all done, the oldest of them in order of time. */
  readonly batches: readonly LeftBatch[]
  /** Times of the first and the last of the batches for which it was time and no more, ms. */
  readonly due?: { readonly first: number; readonly last: number }
  /** Records that were received for a batch that never came or was not made, by the name of their input. */
  readonly received: Readonly<Record<string, number>>
}

/** A batch that was left. */
export interface LeftBatch {
  /** ms */
  readonly time: number
  /** Output operations that were not done. */
  readonly outputs: readonly string[]
  /** Records by the name of their input. */
  readonly records: Readonly<Record<string, number>>
}

/** Batches that are told one by one. */
const MOST = 1000

export interface Standing {
  readonly completed: number
  /** Batches whose jobs are not all done. */
  readonly open: readonly JobSet[]
  /** Ticks that came and were not made into job sets: how many, the one before them, and the last of them. */
  readonly waiting: number
  readonly made: number
  readonly due: number
  /** The batch interval, ms. */
  readonly batch: number
  readonly inputs: readonly Input[]
}

export function stopReport({ completed, open, waiting, made, due, batch, inputs }: Standing): StopReport {
  const left = open.filter((one) => !one.done)
  const received = receivedBy(inputs, new Time(made))
  const records = Object.values(received).reduce((sum, one) => sum + one, 0)
  const report = {
    batchesCompleted: completed,
    batchesLeft: left.length + waiting,
    recordsLeft: left.reduce((sum, one) => sum + one.numRecords, records),
  }
  if (report.batchesLeft + report.recordsLeft === 0) return report
  return {
    ...report,
    left: {
      batches: left.slice(0, MOST).map((one) => leftBatch(one, inputs)),
      ...(waiting === 0 ? {} : { due: { first: due - (waiting - 1) * batch, last: due } }),
      received,
    },
  }
}

/** Records that were received and belong to no batch, or to one behind the last that was made, by input. */
function receivedBy(inputs: readonly Input[], made: Time): Record<string, number> {
  const waiting = inputs.map(
    ({ source, stream }) => [stream.name, (source.waiting?.() ?? 0) + (source.allocated?.(made) ?? 0)] as const,
  )
  return Object.fromEntries(waiting.filter(([, records]) => records > 0))
}

function leftBatch({ time, jobs, inputs: had }: JobSet, inputs: readonly Input[]): LeftBatch {
  const records = inputs.map(({ id, stream }) => [stream.name, had.get(id)?.numRecords ?? 0] as const)
  return {
    time,
    outputs: jobs.filter((job) => !job.ended).map(({ output }) => output.operator.name),
    records: Object.fromEntries(records.filter(([, count]) => count > 0)),
  }
}

/** For people: `2 batches and 12 records were left`; undefined when nothing was. */
export function leftText({ batchesLeft, recordsLeft }: StopReport): string | undefined {
  if (batchesLeft + recordsLeft === 0) return undefined
  return `${counted(batchesLeft, 'batch', 'batches')} and ${counted(recordsLeft, 'record', 'records')} were left`
}

const counted = (n: number, one: string, many: string): string => `${n} ${n === 1 ? one : many}`
