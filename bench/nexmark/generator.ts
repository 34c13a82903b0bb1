/**
 * Events of Nexmark: of fifty, one is a person, three are auctions and 46 are bids, some of them on what is hot.
 *
 * Source    the generator of the Nexmark suite for Beam and Flink, in its default settings: its proportions, hot ratios,
 *           ranges and text lengths
 *
 * Simplified: random numbers belong to the number of the event; texts are cut at random places out of one long random
 * text; addresses of bids come from a table with one for each channel; an auction has no extra text, a person neither.
 * Ids begin at 1000 everywhere (the original adds that twice for bidders). Events are in order of time.
 */
import { Draws } from './draws.ts'
import type { Auction, Bid, Event, Person } from './events.ts'

export interface GeneratorOptions {
  readonly seed: number
  /** Events of a second of event time. */
  readonly rate: number
}

/** When event 0 happens: a whole number of windows of 10 s, shortly before the hour turns to 8 (query 14 looks at it). */
export const BEGIN = Date.UTC(2015, 6, 15, 7, 59, 40)

const FIRST_ID = 1000
const FIRST_CATEGORY = 10
const CATEGORIES = 5
/** Of fifty events: event 0 is the person, 1 to 3 are auctions. */
const EPOCH = 50
const AUCTIONS = 3
const ACTIVE_PEOPLE = 1000
const OPEN_AUCTIONS = 100
/** So many people or auctions that are yet to come are spoken of as well. */
const LEAD = 10
/** The first of so many auctions, sellers or bidders is the hot one. */
const HOT = 100
const CHANNELS = 10_000
const BID_BYTES = 100
const BID_NUMBERS = 32

const STATES = ['AZ', 'CA', 'ID', 'OR', 'WA', 'WY']
const CITIES = 'Phoenix,Los Angeles,San Francisco,Boise,Portland,Bend,Redmond,Seattle,Kent,Cheyenne'.split(',')
const FIRST_NAMES = 'Peter,Paul,Luke,John,Saul,Vicky,Kate,Julie,Sarah,Deiter,Walter'.split(',')
const LAST_NAMES = 'Shultz,Abrams,Spencer,White,Bartels,Walton,Smith,Jones,Noris'.split(',')
const HOT_CHANNELS = ['Google', 'Facebook', 'Baidu', 'Apple']

/** Makes event after event, in any order. */
export class Generator {
  readonly #draws: Draws
  readonly #rate: number
  readonly #letters: Buffer
  readonly #urls: readonly string[]

  constructor({ seed, rate }: GeneratorOptions) {
    this.#draws = new Draws(seed)
    this.#rate = rate
    this.#letters = letters(this.#draws.at(-2))
    this.#urls = Array.from({ length: CHANNELS }, (_, i) => url(this.#draws.at(-3 - i)))
  }

  event(n: number): Event {
    const place = n % EPOCH
    const draws = this.#draws.at(n)
    if (place === 0) return this.#person(draws, n)
    return place <= AUCTIONS ? this.#auction(draws, n) : this.#bid(draws, n)
  }

  #time(n: number): number {
    return BEGIN + Math.floor((n * 1000) / this.#rate)
  }

  #person(draws: Draws, n: number): Person {
    return {
      kind: 'person',
      id: FIRST_ID + lastPerson(n),
      name: `${one(draws, FIRST_NAMES)} ${one(draws, LAST_NAMES)}`,
      email: `${this.#text(draws, 7)}@${this.#text(draws, 5)}.com`,
      card: Array.from({ length: 4 }, () => String(draws.below(10_000)).padStart(4, '0')).join(' '),
      city: one(draws, CITIES),
      state: one(draws, STATES),
      time: this.#time(n),
    }
  }

  #auction(draws: Draws, n: number): Auction {
    const seller = draws.below(4) > 0 ? hot(lastPerson(n)) : anyPerson(draws, n)
    const initialBid = price(draws)
    // Until so many more auctions have come.
    const horizon = Math.floor((OPEN_AUCTIONS * EPOCH * 1000) / AUCTIONS / this.#rate)
    return {
      kind: 'auction',
      id: FIRST_ID + lastAuction(n),
      item: this.#text(draws, 20),
      description: this.#text(draws, 100),
      initialBid,
      reserve: initialBid + price(draws),
      time: this.#time(n),
      expires: this.#time(n) + 1 + draws.below(Math.max(2 * horizon, 1)),
      seller: FIRST_ID + seller,
      category: FIRST_CATEGORY + draws.below(CATEGORIES),
    }
  }

  #bid(draws: Draws, n: number): Bid {
    const auction = draws.below(2) > 0 ? hot(lastAuction(n)) : anyAuction(draws, n)
    // The one after the hot seller, so that these two are not the same person.
    const bidder = draws.below(4) > 0 ? hot(lastPerson(n)) + 1 : anyPerson(draws, n)
    const isHot = draws.below(2) > 0
    const channel = draws.below(isHot ? HOT_CHANNELS.length : CHANNELS)
    const room = BID_BYTES - BID_NUMBERS
    const spread = Math.round(room * 0.2)
    return {
      kind: 'bid',
      auction: FIRST_ID + auction,
      bidder: FIRST_ID + bidder,
      price: price(draws),
      channel: isHot ? (HOT_CHANNELS[channel] as string) : `channel-${channel}`,
      url: this.#urls[channel] as string,
      time: this.#time(n),
      extra: this.#cut(draws, room - spread + draws.below(2 * spread)),
    }
  }

  /** Three to `most` letters. */
  #text(draws: Draws, most: number): string {
    return this.#cut(draws, 3 + draws.below(Math.max(most - 3, 1)))
  }

  #cut(draws: Draws, length: number): string {
    const start = draws.below(this.#letters.length - length)
    return this.#letters.toString('latin1', start, start + length)
  }
}

/** Numbers from 0 of the last person and the last auction that there are at event `n`. */
const lastPerson = (n: number): number => Math.floor(n / EPOCH)

function lastAuction(n: number): number {
  const [epoch, place] = [Math.floor(n / EPOCH), n % EPOCH]
  if (place === 0) return Math.max(epoch * AUCTIONS - 1, 0)
  return epoch * AUCTIONS + Math.min(place, AUCTIONS) - 1
}

const hot = (last: number): number => Math.floor(last / HOT) * HOT

function anyPerson(draws: Draws, n: number): number {
  const people = lastPerson(n) + 1
  const active = Math.min(people, ACTIVE_PEOPLE)
  return people - active + draws.below(active + LEAD)
}

function anyAuction(draws: Draws, n: number): number {
  const last = lastAuction(n)
  const first = Math.max(last - OPEN_AUCTIONS, 0)
  return first + draws.below(last - first + 1 + LEAD)
}

/** From a cent… to a million, evenly by order of magnitude. */
const price = (draws: Draws): number => Math.round(10 ** (6 * draws.unit()) * 100)

const one = (draws: Draws, list: readonly string[]): string => list[draws.below(list.length)] as string

const A = 'a'.charCodeAt(0)

function letters(draws: Draws): Buffer {
  const bytes = Buffer.alloc(1 << 20)
  for (let i = 0; i < bytes.length; i++) bytes[i] = draws.below(13) === 0 ? 0x20 : A + draws.below(26)
  return bytes
}

/** Nine in ten name the channel. */
function url(draws: Draws): string {
  const folder = (): string => Array.from({ length: 5 }, () => String.fromCharCode(A + draws.below(26))).join('')
  const path = `https://www.nexmark.com/${folder()}/${folder()}/${folder()}/item.htm?query=1`
  return draws.below(10) > 0 ? `${path}&channel_id=${draws.below(2 ** 31)}` : path
}
