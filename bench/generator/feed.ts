import { closing, EVENTS, eventsOf, setTimes } from '../yahoo/events.ts'
import { LINE_BYTES, TEXT_LINES, textOf } from './text.ts'

/** What the generator process sends: lines by their index over the whole connection. */
export interface Feed {
  /** The lines from..from + count, or fewer; `due(i)` tells when line i is due, in ms since 1970. */
  slice(from: number, count: number, due: (index: number) => number): { bytes: Buffer; count: number }
  /** What is sent behind the last line of a phase, and counts as no line. */
  closing(now: number): Buffer | undefined
}

export const FEEDS = ['text', 'events'] as const
export type FeedName = (typeof FEEDS)[number]

/** The text, the same in each repetition. */
function text(): Feed {
  const { bytes } = textOf(TEXT_LINES)
  /** The block twice, so that every slice of up to a block's length is one piece. */
  const twice = Buffer.concat([bytes, bytes])
  return {
    slice(index, count) {
      const from = index % TEXT_LINES
      return { bytes: twice.subarray(from * LINE_BYTES, (from + count) * LINE_BYTES), count }
    },
    closing: () => undefined,
  }
}

/**
 * Events, whose times are written into the block just before they are sent. The block is many times longer than what
 * waits in the socket, so nothing that waits is written over.
 */
function events(): Feed {
  const block = eventsOf(EVENTS)
  return {
    slice(index, most, due) {
      const from = index % EVENTS
      const count = Math.min(most, EVENTS - from)
      setTimes(block, from, from + count, (i) => due(index + i - from))
      return { bytes: block.bytes.subarray(block.starts[from], block.starts[from + count]), count }
    },
    /** A second ahead, so that windows of a second that end by the times of events are complete; see report/fairness.md. */
    closing: (now) => closing(now + 1000),
  }
}

export const feedOf = (name: FeedName): Feed => (name === 'text' ? text() : events())
