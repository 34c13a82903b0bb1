import type { ShuffleDependency } from '../../rdd/node.ts'
import type { RDD } from '../../rdd/rdd.ts'
import type { PartitionSource } from '../../rdd/source.ts'
import type { Part } from '../inputs/parents.ts'
import type { Member } from './member.ts'
import { visit } from './needs.ts'

/** What the tasks of a stage read. */
export interface Weight {
  /** Records, about: those that the sources have, without what functions make of them. */
  readonly records: number
  /** True when a function is called for a partition that has no records as well. */
  readonly whole: boolean
  /** The workers on which some of it lies. */
  readonly at: ReadonlySet<Member>
}

/** Where things lie, and how much of them there is. */
export interface Scales {
  kept(part: Part): { readonly member: Member; readonly bytes: number } | undefined
  /** Records of the buckets for partition `p`; undefined when they can be read on one worker alone. */
  shuffled(dependency: ShuffleDependency, p: number): number | undefined
  /** Bytes of a received block. */
  received(id: string): number
}

const NOWHERE: ReadonlySet<Member> = new Set()

/** Bytes that stand for a record where nobody has counted records. */
const RECORD_BYTES = 64

/**
 * What tasks over `partitions` of `rdd` read. Undefined when it is more than `most` records, when nobody can tell, or when
 * some of it cannot be read but on the worker where it lies: state, and the outputs of map tasks that kept them.
 */
export function weigh(rdd: RDD<any>, partitions: readonly number[], most: number, scales: Scales): Weight | undefined {
  let at = NOWHERE
  let records = 0
  let whole = false
  const part = (next: Part): boolean => {
    if (!(records <= most)) return false
    const kept = scales.kept(next)
    if (kept !== undefined) {
      if (!at.has(kept.member)) at = new Set(at).add(kept.member)
      records += kept.bytes / RECORD_BYTES
      return false
    }
    const { body } = next.rdd.node
    if (body.kind === 'state') records = Number.NaN
    else if (body.kind === 'source') records += sourceRecords(body.source, next.p, scales)
    else if (body.kind === 'partition' || body.kind === 'async') whole = true
    return true
  }
  const shuffle = (dependency: ShuffleDependency, _: RDD<any>, __: number, p: number): void => {
    records += scales.shuffled(dependency, p) ?? Number.NaN
  }
  for (const p of partitions) visit(rdd, p, { part, shuffle })
  return records <= most ? { records, whole, at } : undefined
}

function sourceRecords(source: PartitionSource, p: number, scales: Scales): number {
  switch (source.type) {
    case 'collection':
      return source.slices[p]?.length ?? 0
    case 'columns':
      return source.blocks[p]?.length ?? 0
    case 'range':
      return Math.max(0, Math.ceil((source.end - source.start) / source.step)) / source.slices
    case 'blocks':
      return scales.received(source.blocks[p] ?? '') / RECORD_BYTES
    case 'lines':
      return (source.splits[p] ?? []).reduce((sum, { start, end }) => sum + (end - start), 0) / RECORD_BYTES
    default:
      return Number.NaN
  }
}
