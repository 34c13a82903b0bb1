import { backendFor } from '../../src/engine/backend-for.ts'
import type { Clock } from '../../src/kernel/clock/clock.ts'
import { ManualClock } from '../../src/kernel/clock/manual.ts'
import { LineLogger, type Logger } from '../../src/kernel/log.ts'
import { Site } from '../../src/kernel/site.ts'
import { type Placed, place, placeAsync } from '../../src/program/placed.ts'
import type { Action } from '../../src/rdd/action.ts'
import { SparkConf } from '../../src/rdd/conf.ts'
import { type RunOptions, SparkContext } from '../../src/rdd/context.ts'
import { type Environment, setStandardEnvironment } from '../../src/rdd/environment.ts'
import type { Aggregator, Body, Dependency, StateBody, Step } from '../../src/rdd/node.ts'
import { HashPartitioner } from '../../src/rdd/partitioner.ts'
import { oneToOne, RDD } from '../../src/rdd/rdd.ts'
import { MemoryFiles } from '../../src/storage/memory-files.ts'

/** `f`, which counts its calls. */
export function counted<A, R>(f: (value: A) => R): ((value: A) => R) & { calls: number } {
  const counting = (value: A): R => {
    counting.calls++
    return f(value)
  }
  counting.calls = 0
  return counting
}

export const identity = <V>(value: V): V => value

/** Lists of the values of a key, changed in place. */
export const listsByKey = (r: SmallRdds): Aggregator => {
  const append = (list: any[], ...values: any[]): any[] => {
    list.push(...values)
    return list
  }
  return r.aggregator(
    (v) => [v],
    (list, v) => append(list, v),
    (a, b) => append(a, ...b),
  )
}

/** RDDs made of bare nodes, without the operators of rdd/surface: what the engine itself is tested with. */
export class SmallRdds {
  readonly sc: SparkContext
  readonly files: MemoryFiles
  readonly warnings: string[] = []

  constructor(
    settings: Readonly<Record<string, string | number | boolean>> = {},
    clock: Clock = new ManualClock(1000),
  ) {
    this.files = new MemoryFiles(clock)
    const logger: Logger = new LineLogger((line) => this.warnings.push(line))
    const unused = undefined as never
    const environment: Environment = {
      clock,
      files: this.files,
      maps: unused,
      network: unused,
      processes: unused,
      threads: unused,
      logger,
      print: () => {},
      backend: backendFor,
    }
    setStandardEnvironment(environment)
    this.sc = new SparkContext({ conf: new SparkConf().setAll(Object.entries(settings)), environment })
  }

  /** A function of the user, given to `operator` on an unknown line. */
  placed<F>(operator: string, f: F): Placed<F> {
    return operator.endsWith('Async')
      ? placeAsync(this.sc.scopes, new Site(operator), f)
      : place(this.sc.scopes, new Site(operator), f)
  }

  make(
    operator: string,
    dependencies: readonly Dependency[],
    body: Body,
    more: Partial<{ partitions: number; partitioner: HashPartitioner; prepare: () => Promise<unknown> }> = {},
  ): RDD<any> {
    const first = dependencies[0]
    const partitions =
      first === undefined ? 1 : first.kind === 'narrow' ? first.rdd.node.partitions : first.partitioner.numPartitions
    return new RDD(this.sc, { operator, site: new Site(operator), dependencies, body, partitions, ...more })
  }

  source(...slices: any[][]): RDD<any> {
    return this.make(
      'parallelize',
      [],
      { kind: 'source', source: { type: 'collection', slices } },
      { partitions: slices.length },
    )
  }

  step(rdd: RDD<any>, kind: Step['kind'], f: (value: any) => any): RDD<any> {
    return this.make(kind, [oneToOne(rdd)], { kind: 'step', step: { kind, f: this.placed(kind, f) } })
  }

  partition(rdds: RDD<any> | RDD<any>[], f: (...inputs: Iterable<any>[]) => Iterable<any>): RDD<any> {
    const body: Body = {
      kind: 'partition',
      f: this.placed('mapPartitions', (inputs: readonly Iterable<any>[]) => f(...inputs)),
    }
    return this.make('mapPartitions', [rdds].flat().map(oneToOne), body)
  }

  waiting(rdd: RDD<any>, f: (input: AsyncIterable<any> | Iterable<any>) => AsyncIterable<any[]>): RDD<any> {
    return this.make('mapAsync', [oneToOne(rdd)], { kind: 'async', f: this.placed('mapAsync', f) })
  }

  union(...rdds: RDD<any>[]): RDD<any> {
    let start = 0
    const dependencies = rdds.map((rdd): Dependency => {
      const from = start
      start += rdd.node.partitions
      const to = start
      return { kind: 'narrow', rdd, parents: (p) => (p >= from && p < to ? [p - from] : []) }
    })
    return this.make('union', dependencies, { kind: 'concat' }, { partitions: start })
  }

  shuffle(rdd: RDD<any>, n: number, aggregator?: Aggregator): Dependency {
    const partitioner = new HashPartitioner(n)
    return aggregator === undefined
      ? { kind: 'shuffle', rdd, partitioner, mapSideCombine: false }
      : { kind: 'shuffle', rdd, partitioner, aggregator, mapSideCombine: true }
  }

  aggregator(create: (v: any) => any, merge: (sum: any, v: any) => any, combine = merge): Aggregator {
    const placed = <F>(f: F): Placed<F> => this.placed('reduceByKey', f)
    return { create: placed(create), mergeValue: placed(merge), mergeCombiners: placed(combine) }
  }

  combine(rdd: RDD<any>, n: number, aggregator: Aggregator, mapSide = true): RDD<any> {
    const dependency = mapSide ? this.shuffle(rdd, n, aggregator) : this.shuffle(rdd, n)
    return this.make('reduceByKey', [dependency], { kind: 'combine', aggregator })
  }

  sumByKey(rdd: RDD<any>, n = 2): RDD<any> {
    return this.combine(
      rdd,
      n,
      this.aggregator(
        (v) => v,
        (a, b) => a + b,
      ),
    )
  }

  state(
    rdd: RDD<any>,
    body: Omit<StateBody, 'kind' | 'previous' | 'f' | 'view'> & {
      previous?: RDD<any>
      f: StateBody['f']['call']
      view?: (state: any) => Iterable<any>
    },
  ): RDD<any> {
    const { previous, f, view, ...rest } = body
    return this.make('updateStateByKey', [oneToOne(rdd)], {
      kind: 'state',
      ...rest,
      previous: () => previous,
      f: this.placed('updateStateByKey', f),
      ...(view === undefined ? {} : { view: this.placed('updateStateByKey', view) }),
    })
  }

  run<R>(rdd: RDD<any>, action: Action<any, R>, options?: RunOptions<R>): Promise<R[]> {
    return this.sc.run(rdd, action, options)
  }

  /** Records by partition. */
  collect(rdd: RDD<any>, options?: RunOptions<any>): Promise<any[][]> {
    return this.run<any[]>(rdd, { kind: 'collect' }, options)
  }
}
