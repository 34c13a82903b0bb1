/**
 * Nexmark's queries as plain loops over all events, by the time of the event: what is right, and what the work costs
 * without an engine. They share nothing with the programs beside them but the form of events and rows.
 */
import type { Bid, Event, Person } from './events.ts'
import { BEGIN } from './generator.ts'
import { EURO, type QueryName, type Rows, SIDE_ROWS, sideTable } from './rows.ts'

/** Takes the rows, each with the second at which it is due: the end of its window; 0 where there is none. */
export type Emit<Row> = (row: Row, second: number) => void

/** Seconds of events, one after another. */
export type Seconds = readonly (readonly Event[])[]

const each = (seconds: Seconds, f: (event: Event) => void): void => {
  for (const events of seconds) for (const event of events) f(event)
}

const eachBid = (seconds: Seconds, f: (bid: Bid) => void): void => {
  for (const events of seconds) for (const event of events) if (event.kind === 'bid') f(event)
}

const addTo = (counts: Map<number, number>, key: number, n: number): void =>
  void counts.set(key, (counts.get(key) ?? 0) + n)

export const BY_HAND: { readonly [Q in QueryName]: (seconds: Seconds, emit: Emit<Rows[Q]>) => void } = {
  q0: (seconds, emit) => eachBid(seconds, (bid) => emit(bid, 0)),

  q1: (seconds, emit) =>
    eachBid(seconds, (bid) =>
      emit({ auction: bid.auction, bidder: bid.bidder, price: EURO * bid.price, time: bid.time }, 0),
    ),

  q2: (seconds, emit) =>
    eachBid(seconds, (bid) => {
      if (bid.auction % 123 === 0) emit({ auction: bid.auction, price: bid.price }, 0)
    }),

  q3(seconds, emit) {
    const people = new Map<number, Person>()
    const waiting = new Map<number, number[]>()
    const sold = (person: Person, auction: number): void =>
      emit({ name: person.name, city: person.city, state: person.state, auction }, 0)
    each(seconds, (event) => {
      if (event.kind === 'person' && ['OR', 'ID', 'CA'].includes(event.state)) {
        people.set(event.id, event)
        for (const auction of waiting.get(event.id) ?? []) sold(event, auction)
        waiting.delete(event.id)
      } else if (event.kind === 'auction' && event.category === 10) {
        const person = people.get(event.seller)
        if (person === undefined) waiting.set(event.seller, [...(waiting.get(event.seller) ?? []), event.id])
        else sold(person, event.id)
      }
    })
  },

  /** Each two seconds are counted once; a window adds up five of these. */
  q5(seconds, emit) {
    const panes: Map<number, number>[] = []
    for (let second = 2; second <= seconds.length; second += 2) {
      const pane = new Map<number, number>()
      eachBid(seconds.slice(second - 2, second), (bid) => addTo(pane, bid.auction, 1))
      panes.push(pane)
      const sums = new Map<number, number>()
      for (const part of panes.slice(-5)) for (const [auction, n] of part) addTo(sums, auction, n)
      let most = 0
      for (const n of sums.values()) most = Math.max(most, n)
      for (const [auction, n] of sums) if (n === most) emit({ auction, bids: n }, second)
    }
  },

  q7: (seconds, emit) =>
    tens(seconds, (events, end) => {
      let most = 0
      for (const event of events) if (event.kind === 'bid' && event.price > most) most = event.price
      for (const event of events) if (event.kind === 'bid' && event.price === most) emit(event, end)
    }),

  q8: (seconds, emit) =>
    tens(seconds, (events, end) => {
      const sellers = new Set<number>()
      for (const event of events) if (event.kind === 'auction') sellers.add(event.seller)
      for (const event of events)
        if (event.kind === 'person' && sellers.has(event.id)) emit({ id: event.id, name: event.name }, end)
    }),

  q12: (seconds, emit) =>
    tens(seconds, (events, end) => {
      const counts = new Map<number, number>()
      for (const event of events) if (event.kind === 'bid') addTo(counts, event.bidder, 1)
      for (const [bidder, bids] of counts) emit({ bidder, bids }, end)
    }),

  q13(seconds, emit) {
    const table = sideTable()
    eachBid(seconds, ({ auction, bidder, price }) => {
      const value = table.get(auction % SIDE_ROWS)
      if (value !== undefined) emit({ auction, bidder, price, value }, 0)
    })
  },

  q14: (seconds, emit) =>
    eachBid(seconds, ({ auction, bidder, price, time, extra }) => {
      const euros = EURO * price
      if (euros <= 1_000_000 || euros >= 50_000_000) return
      const hour = new Date(time).getUTCHours()
      const timeType = hour > 7 && hour < 19 ? 'dayTime' : hour < 7 || hour > 19 ? 'nightTime' : 'otherTime'
      let cs = 0
      for (let at = extra.indexOf('c'); at >= 0; at = extra.indexOf('c', at + 1)) cs++
      emit({ auction, bidder, price: euros, timeType, extra, cs }, 0)
    }),

  q21: (seconds, emit) =>
    eachBid(seconds, ({ auction, bidder, price, channel, url }) => {
      const channelId = CHANNELS.get(channel) ?? parameter(url, 'channel_id')
      if (channelId !== undefined) emit({ auction, bidder, price, channelId }, 0)
    }),

  q22: (seconds, emit) =>
    eachBid(seconds, ({ auction, bidder, price, channel, url }) => {
      let at = url.indexOf('/', 'https://'.length)
      const folder = (): string => {
        const end = url.indexOf('/', at + 1)
        const name = url.slice(at + 1, end)
        at = end
        return name
      }
      emit({ auction, bidder, price, channel, folders: [folder(), folder(), folder()] }, 0)
    }),
}

/** All events of ten seconds at a time, and the second at which these end. */
function tens(seconds: Seconds, f: (events: readonly Event[], end: number) => void): void {
  const windows = new Map<number, Event[]>()
  each(seconds, (event) => {
    const end = (Math.floor((event.time - BEGIN) / 10_000) + 1) * 10
    const window = windows.get(end)
    if (window !== undefined) window.push(event)
    else windows.set(end, [event])
  })
  for (const [end, events] of windows) f(events, end)
}

const CHANNELS = new Map([
  ['Apple', '0'],
  ['Google', '1'],
  ['Facebook', '2'],
  ['Baidu', '3'],
])

function parameter(url: string, name: string): string | undefined {
  const at = url.indexOf(`&${name}=`)
  if (at < 0) return undefined
  const start = at + name.length + 2
  const end = url.indexOf('&', start)
  return end < 0 ? url.slice(start) : url.slice(start, end)
}
