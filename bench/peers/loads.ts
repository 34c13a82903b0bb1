import { mkdirSync, writeFileSync } from 'node:fs'
import type { FeedName } from '../generator/feed.ts'
import type { Schedule } from '../generator/schedule.ts'
import { TEXT_LINES, textOf } from '../generator/text.ts'
import { truthOf } from '../generator/truth.ts'
import { GrepProgress, type Progress, WordCountProgress } from '../rate/progress.ts'
import { advertisements, EVENTS, eventsOf } from '../yahoo/events.ts'
import { YahooProgress } from '../yahoo/progress.ts'
import { yahooTruthOf } from '../yahoo/truth.ts'
import type { LoadJob } from './peer.ts'
import { CACHE } from './places.ts'

/** What a job under load is fed with, and how its results are read. */
export interface Work {
  readonly feed: FeedName
  /** The third argument of programs. */
  readonly argument: string
  progressOf(schedule: Schedule): Progress
}

export function workOf(job: LoadJob): Work {
  if (job === 'yahoo') {
    const truth = yahooTruthOf(eventsOf(EVENTS))
    return { feed: 'events', argument: tableFile(), progressOf: (schedule) => new YahooProgress(truth, schedule) }
  }
  const text = textOf(TEXT_LINES)
  const truth = truthOf(text)
  const Reader = job === 'grep' ? GrepProgress : WordCountProgress
  return { feed: 'text', argument: text.pattern, progressOf: (schedule) => new Reader(truth, schedule) }
}

/** The table of advertisements as a file for the programs: a line `ad<tab>campaign` for each. */
function tableFile(): string {
  mkdirSync(CACHE, { recursive: true })
  const file = `${CACHE}/advertisements.tsv`
  writeFileSync(
    file,
    advertisements()
      .map(({ ad, campaign }) => `${ad}\t${campaign}\n`)
      .join(''),
  )
  return file
}
