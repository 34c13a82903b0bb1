/** The events of the Yahoo Streaming Benchmark: what users did with advertisements, as lines of JSON. */
import { randomFrom } from '../generator/random.ts'

export const CAMPAIGNS = 100
const ADS_OF_A_CAMPAIGN = 10
const USERS = 100
const PAGES = 100
const AD_TYPES = ['banner', 'modal', 'sponsored-search', 'mail', 'mobile'] as const
const EVENT_TYPES = ['view', 'click', 'purchase'] as const

/** ms: how long the windows are in which views are counted. */
export const WINDOW = 10_000
/** Digits of an event's time, ms since 1970. They stay as many until the year 2286. */
const TIME_DIGITS = 13
/** Events of the block that all programs get: 50 MB. */
export const EVENTS = 200_000

export interface Advertisement {
  readonly ad: string
  readonly campaign: string
}

/** A block of events that is sent again and again, each time with other times. */
export interface Events {
  readonly count: number
  /** One line of JSON for each event, with its line feed. */
  readonly bytes: Buffer
  /** Where each event begins, and where the last one ends. */
  readonly starts: Int32Array
  /** Where the digits of each event's time begin. */
  readonly timeAt: Int32Array
  /** The number of each event's advertisement. */
  readonly ads: Uint16Array
  /** 1 for an event that is a view. */
  readonly isView: Uint8Array
}

function uuids(count: number, random: () => number): string[] {
  const hex = (digits: number): string =>
    Array.from({ length: digits }, () => Math.floor(random() * 16).toString(16)).join('')
  return Array.from({ length: count }, () => [8, 4, 4, 4, 12].map(hex).join('-'))
}

/** The advertisements and their campaigns, the same in each run; the campaigns stand in the order of their numbers. */
export function advertisements(): Advertisement[] {
  const random = randomFrom(23)
  return uuids(CAMPAIGNS, random).flatMap((campaign) =>
    uuids(ADS_OF_A_CAMPAIGN, random).map((ad) => ({ ad, campaign })),
  )
}

/** The number of an advertisement's campaign. */
export const campaignOf = (ad: number): number => Math.floor(ad / ADS_OF_A_CAMPAIGN)

/** Lines in the form of the benchmark's own generator; their times are zeros until `setTimes`. */
export function eventsOf(count: number, seed = 5): Events {
  const random = randomFrom(seed)
  const any = (size: number): number => Math.floor(random() * size)
  const [users, pages, all] = [uuids(USERS, random), uuids(PAGES, random), advertisements()]
  const starts = new Int32Array(count + 1)
  const timeAt = new Int32Array(count)
  const ads = new Uint16Array(count)
  const isView = new Uint8Array(count)
  const lines = Array.from({ length: count }, (_, i) => {
    const [ad, type] = [any(all.length), any(EVENT_TYPES.length)]
    const before =
      `{"user_id": "${users[any(USERS)]}", "page_id": "${pages[any(PAGES)]}", "ad_id": "${all[ad]?.ad}", ` +
      `"ad_type": "${AD_TYPES[any(AD_TYPES.length)]}", "event_type": "${EVENT_TYPES[type]}", "event_time": "`
    const line = `${before}${'0'.repeat(TIME_DIGITS)}", "ip_address": "1.2.3.4"}\n`
    timeAt[i] = (starts[i] as number) + before.length
    starts[i + 1] = (starts[i] as number) + line.length
    ads[i] = ad
    isView[i] = type === 0 ? 1 : 0
    return line
  })
  return { count, bytes: Buffer.from(lines.join(''), 'latin1'), starts, timeAt, ads, isView }
}

/** Write the times of the events from..until of the block into their lines: `time(i)` in ms since 1970, not falling. */
export function setTimes({ bytes, timeAt }: Events, from: number, until: number, time: (i: number) => number): void {
  const digits = Buffer.alloc(TIME_DIGITS)
  let written = Number.NaN
  for (let i = from; i < until; i++) {
    const next = Math.floor(time(i))
    if (next !== written) digits.write(String(next), 'latin1')
    written = next
    const at = timeAt[i] as number
    for (let k = 0; k < TIME_DIGITS; k++) bytes[at + k] = digits[k] as number
  }
}

const NOBODY = '00000000-0000-0000-0000-000000000000'
const FIRST_AD = advertisements()[0]?.ad

/** An event that is counted nowhere, and tells that time has come so far. */
export const closing = (time: number): Buffer =>
  Buffer.from(
    `{"user_id": "${NOBODY}", "page_id": "${NOBODY}", "ad_id": "${FIRST_AD}", "ad_type": "mail", ` +
      `"event_type": "click", "event_time": "${Math.floor(time)}", "ip_address": "1.2.3.4"}\n`,
    'latin1',
  )
