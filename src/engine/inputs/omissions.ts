import type { RDD } from '../../rdd/rdd.ts'
import { Gathered } from '../compile/op.ts'
import { runInto } from './drive.ts'
import type { Feed } from './line.ts'

/** Records of a partition, by their places in it, counted from 0. */
export type Places = ReadonlySet<number>

/** Records of RDDs that are left out wherever these are read. */
export class Omissions {
  readonly #places = new WeakMap<RDD<any>, Map<number, Set<number>>>()
  /** Almost no program has any. */
  any = false

  /** Leave out records of `rdd`: places by partition. Those that were left out before stay so. */
  add(rdd: RDD<any>, records: Iterable<readonly [partition: number, places: readonly number[]]>): void {
    this.any = true
    const parts = this.#places.get(rdd) ?? new Map<number, Set<number>>()
    this.#places.set(rdd, parts)
    for (const [p, places] of records) parts.set(p, new Set([...(parts.get(p) ?? []), ...places]))
  }

  /** All that is left out of `rdd`, as plain data. */
  all(rdd: RDD<any>): (readonly [partition: number, places: readonly number[]])[] {
    return [...(this.#places.get(rdd) ?? [])].map(([p, places]) => [p, [...places]] as const)
  }

  of(rdd: RDD<any>, p: number): Places | undefined {
    return this.any ? this.#places.get(rdd)?.get(p) : undefined
  }
}

const COLLECT = { ops: ['collect'], functions: [] } as const

/** The records of `feeds` without those at `places`: arrays, or, where they have to be waited for, what gives arrays. */
export function* leavingOut(
  rdd: RDD<any>,
  feeds: Iterable<Feed>,
  places: Places,
  generated: boolean,
): Generator<readonly any[] | AsyncIterable<readonly any[]>, void> {
  let at = 0
  const rest = (feed: Feed, records: Iterable<any>): readonly any[] => {
    const gathered = new Gathered()
    runInto(feed, records, { ...COLLECT, site: rdd.node.site }, gathered, generated)
    const from = at
    at += gathered.out.length
    return gathered.out.filter((_, i) => !places.has(from + i))
  }
  for (const feed of feeds) yield feed.records === undefined ? later(feed, rest) : rest(feed, feed.records)
}

async function* later(
  feed: Feed,
  rest: (feed: Feed, records: Iterable<any>) => readonly any[],
): AsyncGenerator<readonly any[], void> {
  for await (const chunk of feed.chunks ?? []) yield rest(feed, chunk)
}
