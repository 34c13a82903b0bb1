import { formatMillis } from '../../kernel/duration.ts'
import { printable, show } from '../../kernel/show.ts'
import type { Description, LogSize, StateDescription, Summary } from './description.ts'

/** What a checkpoint is, as lines for a person. `now`: ms since 1970. */
export function summaryLines({ job, millstream, epoch, batch, time, ...rest }: Summary, now: number): string[] {
  const { owner, log, floors, runs, aside } = rest
  return [
    line('job', `${printable(job)}, batches of ${formatMillis(batch)}, written by millstream ${printable(millstream)}`),
    line('last batch', time === null ? 'none is done' : `${dateOf(time)}, ${ageOf(now - time)} ago`),
    line('owner', owner === null ? 'none' : `epoch ${epoch}: ${ownerText(owner)}`),
    line('log', logText(log)),
    line('checkpoints', floors.length === 0 ? 'the whole log' : `from record ${floors.join(', or ')}`),
    ...runs.map((run) =>
      line('run', `epoch ${run.epoch}, millstream ${printable(run.millstream)}, from record ${run.record}`),
    ),
    ...aside.map(({ name, bytes }) => line('laid aside', `${printable(name)}, ${sizeOf(bytes)}`)),
  ]
}

export function descriptionLines(description: Description, now: number): string[] {
  const { states, inputs, accumulators, received } = description
  return [
    ...summaryLines(description, now),
    ...states.flatMap(stateLines),
    ...inputs.map(({ name, kind, position, decisions }) =>
      line('input', `${printable(name)} (${printable(kind)}), ${decisions} batches, position ${show(position)}`),
    ),
    ...accumulators.map(({ name, sum }) => line('accumulator', `${printable(name)} = ${show(sum)}`)),
    ...received.map(({ name, ...log }) => line('received', `${printable(name)}: ${logText(log)}`)),
  ]
}

function stateLines({ name, kind, version, byHash, partitions }: StateDescription): string[] {
  const how = `${printable(kind)}, version ${version}, ${byHash ? 'by hash' : 'by a partitioner of the program'}`
  return [
    line('state', `${printable(name)} (${how})`),
    ...partitions.map(({ partition, keys, bytes }) =>
      line('', `partition ${partition}: ${keys} keys, ${sizeOf(bytes)}`),
    ),
  ]
}

const line = (what: string, text: string): string => `${what.padEnd(12)} ${text}`

function ownerText({ pid, host, since, state }: NonNullable<Summary['owner']>): string {
  if (pid === 0) return 'nobody knows who'
  const who = `process ${pid} of ${printable(host)}, since ${dateOf(since)}`
  return state === 'runs'
    ? `${who}, which runs`
    : `${who}, which ${state === 'ended' ? 'ended in good order' : 'is gone'}`
}

const logText = ({ first, next, segments, bytes }: LogSize): string =>
  next === first ? 'empty' : `records ${first} to ${next - 1} in ${segments} files, ${sizeOf(bytes)}`

/** A point of time; what is none of a date is its number. */
export const dateOf = (time: number): string =>
  Math.abs(time) <= 8.64e15 ? new Date(time).toISOString() : `${time} ms`

const ageOf = (millis: number): string => formatMillis(Math.max(0, millis))

function sizeOf(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  return bytes < 1024 ** 2 ? `${(bytes / 1024).toFixed(1)} KiB` : `${(bytes / 1024 ** 2).toFixed(1)} MiB`
}
