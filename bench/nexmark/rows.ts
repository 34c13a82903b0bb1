import type { Bid } from './events.ts'

/** What each query answers: its name and a row of its result. */
export interface Rows {
  /** Bids as they are. */
  q0: Bid
  /** Prices in another currency. */
  q1: { readonly auction: number; readonly bidder: number; readonly price: number; readonly time: number }
  /** Bids on some auctions. */
  q2: { readonly auction: number; readonly price: number }
  /** Who in three states sells in category 10, and what. */
  q3: { readonly name: string; readonly city: string; readonly state: string; readonly auction: number }
  /** The auctions with most bids of 10 s, each 2 s. */
  q5: { readonly auction: number; readonly bids: number }
  /** The highest bids of each 10 s. */
  q7: Bid
  /** People who registered and put something up in the same 10 s. */
  q8: { readonly id: number; readonly name: string }
  /** Bids of each bidder in each 10 s. */
  q12: { readonly bidder: number; readonly bids: number }
  /** Bids with the value of a table for their auction. */
  q13: { readonly auction: number; readonly bidder: number; readonly price: number; readonly value: string }
  /** Bids of a medium price, by time of day, with how many letters c their text has. */
  q14: {
    readonly auction: number
    readonly bidder: number
    readonly price: number
    readonly timeType: 'dayTime' | 'nightTime' | 'otherTime'
    readonly extra: string
    readonly cs: number
  }
  /** Bids with the number of their channel: four have known ones, others say it in the address. */
  q21: { readonly auction: number; readonly bidder: number; readonly price: number; readonly channelId: string }
  /** Bids with the folders of their address. */
  q22: {
    readonly auction: number
    readonly bidder: number
    readonly price: number
    readonly channel: string
    readonly folders: readonly [string, string, string]
  }
}

export type QueryName = keyof Rows

/** Euros for a dollar, in queries 1 and 14. */
export const EURO = 0.908

/** The table of query 13. */
export const SIDE_ROWS = 10_000
export const sideTable = (): Map<number, string> =>
  new Map(Array.from({ length: SIDE_ROWS }, (_, key) => [key, `value ${key * 7}`]))

const text = (s: string): number => s.length * 131 + s.charCodeAt(0) + s.charCodeAt(s.length - 1)

/**
 * A number for each row, made of all of it. Their sum stands for a result, whatever order the rows come in: whole numbers,
 * so that the sums of all systems are the same.
 */
export const DIGESTS: { readonly [Q in QueryName]: (row: Rows[Q]) => number } = {
  q0: (bid) => bid.auction + 3 * bid.bidder + bid.price + text(bid.channel) + text(bid.url) + text(bid.extra),
  q1: (row) => row.auction + 3 * row.bidder + Math.floor(row.price) + (row.time % 1000),
  q2: (row) => row.auction + row.price,
  q3: (row) => row.auction + text(row.name) + text(row.city) + text(row.state),
  q5: (row) => row.auction + 7 * row.bids,
  q7: (bid) => bid.auction + 3 * bid.bidder + bid.price + text(bid.channel) + text(bid.url) + text(bid.extra),
  q8: (row) => row.id + text(row.name),
  q12: (row) => row.bidder + 7 * row.bids,
  q13: (row) => row.auction + 3 * row.bidder + row.price + text(row.value),
  q14: (row) =>
    row.auction + 3 * row.bidder + Math.floor(row.price) + text(row.timeType) + text(row.extra) + 17 * row.cs,
  q21: (row) => row.auction + 3 * row.bidder + row.price + text(row.channelId),
  q22: (row) =>
    row.auction +
    3 * row.bidder +
    row.price +
    text(row.channel) +
    text(row.folders[0]) +
    3 * text(row.folders[1]) +
    7 * text(row.folders[2]),
}

/** Rows of a window count as many times as it has seconds since the beginning until its end. */
export const WINDOWED: ReadonlySet<QueryName> = new Set(['q5', 'q7', 'q8', 'q12'])
