import { KeyMap } from '../../kernel/key-map.ts'
import type { Site } from '../../kernel/site.ts'
import type { Aggregator, NarrowDependency, ShuffleDependency } from '../../rdd/node.ts'
import type { RDD } from '../../rdd/rdd.ts'
import { Gathered } from '../compile/op.ts'
import { runInto } from './drive.ts'
import { Line, type Sink } from './line.ts'
import type { Reader } from './reader.ts'

/** Values of the same key into one sum, in the order in which keys first come. */
export function sums(): Gathered {
  const gathered = new Gathered()
  gathered.sums = new KeyMap()
  return gathered
}

/** The sink that takes values into sums. */
export const combining = (site: Site, aggregator: Aggregator): Sink => ({
  ops: ['create', 'merge'],
  functions: [aggregator.create, aggregator.mergeValue],
  site,
})

/** One pair a key: over the buckets of a shuffle, or over the parent's own partition when it is partitioned rightly. */
export function combineInputs(reader: Reader, rdd: RDD<any>, p: number, aggregator: Aggregator): any[] {
  const gathered = sums()
  const dependency = rdd.node.dependencies[0]
  if (dependency?.kind === 'shuffle') absorb(reader, rdd, p, aggregator, dependency, gathered)
  else
    for (const parent of dependency?.parents(p) ?? [])
      reader.into((dependency as NarrowDependency).rdd, parent, combining(rdd.node.site, aggregator), gathered)
  gathered.settle()
  return [...(gathered.sums?.values() ?? [])]
}

function absorb(
  reader: Reader,
  rdd: RDD<any>,
  p: number,
  aggregator: Aggregator,
  dependency: ShuffleDependency,
  gathered: Gathered,
): void {
  const sink: Sink =
    dependency.mapSideCombine && dependency.aggregator !== undefined
      ? { ops: ['absorb'], functions: [aggregator.mergeCombiners], site: rdd.node.site }
      : combining(rdd.node.site, aggregator)
  runBuckets(reader, rdd, reader.buckets(dependency, p), sink, gathered)
}

function runBuckets(
  reader: Reader,
  rdd: RDD<any>,
  buckets: readonly (readonly any[])[],
  sink: Sink,
  gathered: Gathered,
): void {
  const line = new Line([], rdd.node.site, reader.attempt, reader.ground.showRecords)
  for (const bucket of buckets)
    runInto({ line, records: bucket, chunks: undefined }, bucket, sink, gathered, reader.ground.generated)
}

/** For each key `[key, [values of the first dependency, values of the second, …]]`. */
export function groupInputs(reader: Reader, rdd: RDD<any>, p: number): any[] {
  const gathered = new Gathered()
  gathered.groups = new KeyMap()
  gathered.sides = rdd.node.dependencies.length
  const sink: Sink = { ops: ['group'], functions: [], site: rdd.node.site }
  const shuffled = rdd.node.dependencies.filter((d) => d.kind === 'shuffle')
  // All of them are looked for before the first is read: reading may use them up.
  for (const dependency of shuffled) reader.requireBuckets(dependency, p)
  rdd.node.dependencies.forEach((dependency, side) => {
    gathered.side = side
    if (dependency.kind === 'shuffle') runBuckets(reader, rdd, reader.buckets(dependency, p), sink, gathered)
    else for (const parent of dependency.parents(p)) reader.into(dependency.rdd, parent, sink, gathered)
  })
  return [...gathered.groups.values()]
}
