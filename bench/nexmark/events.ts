/** The records of Nexmark, an auction site: people register, some put things up for auction, and many bid. */

export interface Person {
  readonly kind: 'person'
  readonly id: number
  readonly name: string
  readonly email: string
  readonly card: string
  readonly city: string
  readonly state: string
  /** ms since 1970, as all times of events. */
  readonly time: number
}

export interface Auction {
  readonly kind: 'auction'
  readonly id: number
  readonly item: string
  readonly description: string
  /** In cents, as all prices. */
  readonly initialBid: number
  readonly reserve: number
  readonly time: number
  readonly expires: number
  readonly seller: number
  readonly category: number
}

export interface Bid {
  readonly kind: 'bid'
  readonly auction: number
  readonly bidder: number
  readonly price: number
  readonly channel: string
  readonly url: string
  readonly time: number
  readonly extra: string
}

export type Event = Person | Auction | Bid

export const isPerson = (event: Event): event is Person => event.kind === 'person'
export const isAuction = (event: Event): event is Auction => event.kind === 'auction'
export const isBid = (event: Event): event is Bid => event.kind === 'bid'
