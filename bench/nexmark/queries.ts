/**
 * Nexmark's queries as programs of millstream.
 *
 * A batch is a second of event time, and windows are windows of batches: where a query asks for windows by the time of
 * the event, the results are the same as long as events come in order, as they do here.
 */
import { type DStream, type State, StateSpec, type StreamingContext } from 'millstream'
import { type Auction, type Bid, type Event, isAuction, isBid, isPerson, type Person } from './events.ts'
import { EURO, type QueryName, type Rows, SIDE_ROWS, sideTable } from './rows.ts'

export interface Site {
  readonly ssc: StreamingContext
  readonly persons: DStream<Person>
  readonly auctions: DStream<Auction>
  readonly bids: DStream<Bid>
}

export const siteOf = (ssc: StreamingContext, events: DStream<Event>): Site => ({
  ssc,
  persons: events.filter(isPerson),
  auctions: events.filter(isAuction),
  bids: events.filter(isBid),
})

export const QUERIES: { readonly [Q in QueryName]: (site: Site) => DStream<Rows[Q]> } = {
  q0: ({ bids }) => bids,

  q1: ({ bids }) => bids.map(({ auction, bidder, price, time }) => ({ auction, bidder, price: price * EURO, time })),

  q2: ({ bids }) => bids.filter((bid) => bid.auction % 123 === 0).map(({ auction, price }) => ({ auction, price })),

  q3: ({ persons, auctions }) => {
    const people = persons
      .filter(({ state }) => state === 'OR' || state === 'ID' || state === 'CA')
      .map((person): readonly [number, Seller] => [person.id, { person, auctions: [] }])
    const items = auctions
      .filter(({ category }) => category === 10)
      .map((auction): readonly [number, Seller] => [auction.seller, { auctions: [auction.id] }])
    return people.union(items).mapWithState(StateSpec.function(suggest)).flatMap(each)
  },

  q5: ({ bids }) =>
    bids
      .map((bid) => bid.auction)
      .countByValueAndWindow('10s', '2s')
      .map(([auction, n]) => [{ auction, bids: n }])
      .reduce(hottest)
      .flatMap(each),

  q7: ({ bids }) =>
    bids
      .map((bid) => [bid])
      .reduceByWindow(highest, '10s', '10s')
      .flatMap(each),

  q8: ({ persons, auctions }) => {
    const sellers = auctions
      .map((auction) => [auction.seller, true] as const)
      .reduceByKeyAndWindow((seen) => seen, '10s', '10s')
    return persons
      .map((person) => [person.id, person.name] as const)
      .window('10s', '10s')
      .join(sellers)
      .map(([id, [name]]) => ({ id, name }))
  },

  q12: ({ bids }) =>
    bids
      .map((bid) => [bid.bidder, 1] as const)
      .reduceByKeyAndWindow((a, b) => a + b, '10s', '10s')
      .map(([bidder, n]) => ({ bidder, bids: n })),

  q13: ({ ssc, bids }) => {
    const table = ssc.sparkContext.broadcast(sideTable())
    return bids
      .map(({ auction, bidder, price }) => ({ auction, bidder, price, value: table.value.get(auction % SIDE_ROWS) }))
      .filter((row): row is Rows['q13'] => row.value !== undefined)
  },

  q14: ({ bids }) =>
    bids
      .filter(({ price }) => price * EURO > 1_000_000 && price * EURO < 50_000_000)
      .map(({ auction, bidder, price, time, extra }) => ({
        auction,
        bidder,
        price: price * EURO,
        timeType: timeTypeOf(time),
        extra,
        cs: countOf('c', extra),
      })),

  q21: ({ bids }) =>
    bids
      .map(({ auction, bidder, price, channel, url }) => ({
        auction,
        bidder,
        price,
        channelId: channelOf(channel, url),
      }))
      .filter((row): row is Rows['q21'] => row.channelId !== undefined),

  q22: ({ bids }) =>
    bids.map(({ auction, bidder, price, channel, url }) => ({
      auction,
      bidder,
      price,
      channel,
      folders: foldersOf(url),
    })),
}

const each = <T>(list: readonly T[]): readonly T[] => list

/** What is known of a seller: the person, when seen, and auctions that wait for the person. */
interface Seller {
  readonly person?: Person | undefined
  readonly auctions: readonly number[]
}

/** Rows for auctions whose seller is known; the others wait. */
function suggest(_id: number, came: Seller | undefined, state: State<Seller>): readonly Rows['q3'][] {
  const known = state.getOption()
  const person = came?.person ?? known?.person
  const auctions = [...(known?.auctions ?? []), ...(came?.auctions ?? [])]
  state.update({ person, auctions: person === undefined ? auctions : [] })
  if (person === undefined) return []
  const { name, city, state: home } = person
  return auctions.map((auction) => ({ name, city, state: home, auction }))
}

type Counted = Rows['q5']

function hottest(a: Counted[], b: Counted[]): Counted[] {
  const [m, n] = [a[0]?.bids ?? 0, b[0]?.bids ?? 0]
  return m > n ? a : m < n ? b : [...a, ...b]
}

function highest(a: Bid[], b: Bid[]): Bid[] {
  const [m, n] = [a[0]?.price ?? 0, b[0]?.price ?? 0]
  return m > n ? a : m < n ? b : [...a, ...b]
}

const HOUR = 3_600_000

function timeTypeOf(time: number): Rows['q14']['timeType'] {
  const hour = Math.floor(time / HOUR) % 24
  if (hour >= 8 && hour <= 18) return 'dayTime'
  return hour <= 6 || hour >= 20 ? 'nightTime' : 'otherTime'
}

function countOf(letter: string, text: string): number {
  let n = 0
  for (let i = 0; i < text.length; i++) if (text[i] === letter) n++
  return n
}

const KNOWN_CHANNELS = ['apple', 'google', 'facebook', 'baidu']

function channelOf(channel: string, url: string): string | undefined {
  const known = KNOWN_CHANNELS.indexOf(channel.toLowerCase())
  return known >= 0 ? String(known) : /(?:&|^)channel_id=([^&]*)/.exec(url)?.[1]
}

/** The fourth to sixth pieces of an address between slashes: what follows the host. */
function foldersOf(url: string): Rows['q22']['folders'] {
  const first = url.indexOf('/', url.indexOf('//') + 2) + 1
  const second = url.indexOf('/', first) + 1
  const third = url.indexOf('/', second) + 1
  return [url.slice(first, second - 1), url.slice(second, third - 1), url.slice(third, url.indexOf('/', third))]
}
