import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Bid, isAuction, isBid, isPerson } from './events.ts'
import { BEGIN, Generator } from './generator.ts'

const OPTIONS = { seed: 3, rate: 1000 }
const EVENTS = 50_000
const generator = new Generator(OPTIONS)
const events = Array.from({ length: EVENTS }, (_, n) => generator.event(n))
const bids = events.filter(isBid)

const share = (wanted: (bid: Bid) => boolean): number => bids.filter(wanted).length / bids.length

function closeTo(value: number, expected: number): void {
  assert.ok(Math.abs(value - expected) < 0.015, `${value} is not about ${expected}`)
}

test('of fifty events one is a person, three are auctions and 46 are bids', () => {
  assert.deepEqual(
    [events.filter(isPerson).length, events.filter(isAuction).length, bids.length],
    [1, 3, 46].map((n) => (n * EVENTS) / 50),
  )
})

test('people and auctions are numbered from 1000, one after another', () => {
  for (const list of [events.filter(isPerson), events.filter(isAuction)])
    assert.deepEqual(
      list.map(({ id }) => id),
      list.map((_, i) => 1000 + i),
    )
})

test('times go with the number of the event', () => {
  assert.deepEqual(
    [0, 1, 999, 1000].map((n) => events[n]?.time),
    [BEGIN, BEGIN + 1, BEGIN + 999, BEGIN + 1000],
  )
})

test('half of the bids are on a hot auction, three of four by a hot bidder, half in a known channel', () => {
  closeTo(
    share(({ auction }) => auction % 100 === 0),
    0.5 + 0.5 / 110,
  )
  closeTo(
    share(({ bidder }) => bidder % 100 === 1),
    0.75 + 0.25 / 100,
  )
  closeTo(
    share(({ channel }) => !channel.startsWith('channel-')),
    0.5,
  )
  closeTo(
    share(({ url }) => url.includes('&channel_id=')),
    // Half of the bids share the addresses of the first four channels, which are few: they all have one or have not.
    share(({ url, channel }) => !channel.startsWith('channel-') && url.includes('&channel_id=')) + 0.45,
  )
})

test('the price is even by order of magnitude', () => {
  closeTo(
    share(({ price }) => price < 100 * 1000),
    0.5,
  )
  closeTo(
    share(({ price }) => price < 100 * 10),
    1 / 6,
  )
})

test('a bid has about a hundred bytes', () => {
  const lengths = bids.map(({ extra }) => extra.length)
  assert.ok(Math.min(...lengths) >= 54 && Math.max(...lengths) <= 82)
})

test('an event is the same whoever makes it, and another with another seed', () => {
  const other = new Generator(OPTIONS)
  for (const n of [49_999, 7, 50, 123]) assert.deepEqual(other.event(n), events[n])
  assert.notDeepEqual(new Generator({ ...OPTIONS, seed: 4 }).event(7), events[7])
})

test('people who are spoken of have come, or are among the next ten', () => {
  for (const [n, event] of events.entries()) {
    const people = Math.floor(n / 50) + 1
    const spoken = event.kind === 'bid' ? event.bidder : event.kind === 'auction' ? event.seller : 1000
    assert.ok(spoken >= 1000 && spoken < 1000 + people + 10, `event ${n} speaks of person ${spoken}`)
  }
})
