import { StreamError } from '../kernel/errors.ts'
import { show } from '../kernel/show.ts'
import type { Site } from '../kernel/site.ts'
import { badArgument, requireWhole } from './arguments.ts'
import type { ActionOptions } from './given.ts'
import { placed, type RDD } from './rdd.ts'

/** Throw E_ARGUMENT unless there are two edges at least, in ascending order. */
export function requireEdges(edges: readonly number[]): readonly number[] {
  const ascending =
    Array.isArray(edges) && edges.every((edge, i) => isCounted(edge) && (i === 0 || edge > (edges[i - 1] as number)))
  if (ascending && edges.length >= 2) return edges
  throw badArgument('histogram', 'the edges are', edges, 'at least two numbers in ascending order')
}

/** The edges of `buckets` equally wide buckets from the least to the largest number. */
export async function evenEdges(
  rdd: RDD<number>,
  buckets: number,
  site: Site,
  options: ActionOptions,
): Promise<number[]> {
  requireWhole('histogram', 'the number of buckets', buckets, 1)
  const { count, min, max } = await rdd.context.at(site, () => rdd.filter(isCounted)).stats(options)
  if (count === 0) throw noEdges(site, 'E_EMPTY', 'histogram was asked of an empty RDD')
  if (!Number.isFinite(max - min))
    throw noEdges(site, 'E_ARGUMENT', `histogram cannot cut the range from ${show(min)} to ${show(max)} into buckets`)
  if (min === max) return [min, max]
  return Array.from({ length: buckets + 1 }, (_, i) => (i === buckets ? max : min + (i * (max - min)) / buckets))
}

const noEdges = (site: Site, code: 'E_EMPTY' | 'E_ARGUMENT', message: string): StreamError =>
  new StreamError(code, message, { at: String(site), hint: 'Give the edges of the buckets.' })

/** How many numbers fall into each bucket. */
export async function countInto(
  rdd: RDD<number>,
  edges: readonly number[],
  site: Site,
  options: ActionOptions,
): Promise<number[]> {
  const zero = (): number[] => new Array<number>(edges.length - 1).fill(0)
  const take = (sum: number[], value: number): number[] => {
    const bucket = bucketOf(edges, value)
    if (bucket >= 0) (sum[bucket] as number)++
    return sum
  }
  const f = rdd.context.at(site, () => placed(rdd, 'histogram', take))
  const parts = await rdd.context.run<number, number[]>(rdd, { kind: 'fold', zero, f }, options)
  return parts.reduce((all, part) => all.map((count, i) => count + (part[i] as number)), zero())
}

const isCounted = (value: unknown): boolean => typeof value === 'number' && !Number.isNaN(value)

/** The bucket of `value`, or −1 when it falls into none. */
function bucketOf(edges: readonly number[], value: number): number {
  const last = edges.length - 1
  if (!isCounted(value) || value < (edges[0] as number) || value > (edges[last] as number)) return -1
  let [low, high] = [0, last]
  while (high - low > 1) {
    const middle = (low + high) >>> 1
    if (value >= (edges[middle] as number)) low = middle
    else high = middle
  }
  return low
}
