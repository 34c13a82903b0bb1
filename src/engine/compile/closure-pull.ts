import { Fault, iterableOf, requirePair, settled } from '../../rdd/faults.ts'
import type { AnyFunction, CarefulTrace, Op, Pull, Trace } from './op.ts'

/** As a generated pull loop: each record of the input is run when the records before it have been taken. */
export function closurePull(ops: readonly Op[], functions: readonly AnyFunction[]): Pull {
  return function* (records: Iterable<any>, trace: Trace) {
    const run: Run = { careful: trace.careful, at: -1, record: undefined }
    let left = trace.beat()
    try {
      for (const record of records) {
        if (--left === 0) left = trace.beat()
        yield* pullFrom(ops, functions, 0, record, run)
        run.at = -1
        run.careful?.resume(-1)
      }
    } catch (error) {
      throw trace.fail(error, run.at, run.record, run.at)
    }
  }
}

/** Where a chain is at the moment. */
interface Run {
  readonly careful: CarefulTrace | undefined
  at: number
  record: unknown
}

function* pullFrom(ops: readonly Op[], functions: readonly AnyFunction[], k: number, v: any, run: Run): Generator<any> {
  const op = ops[k]
  if (op === undefined) return yield v
  const f = functions[k] as any
  const mark = (): void => {
    run.at = k
    run.record = v
  }
  mark()
  if (run.careful?.enter(k, v) === true) return
  for (const item of itemsOf(op, f, v)) {
    yield* pullFrom(ops, functions, k + 1, item, run)
    mark()
    run.careful?.resume(k)
  }
}

function itemsOf(op: Op, f: any, v: any): Iterable<any> {
  if (op === 'map') return [settled(f(v))]
  if (op === 'filter') return settled(f(v)) ? [v] : []
  if (op === 'flatMap') return iterableOf(f(v))
  if (op === 'mapValues') return [[requirePair(v)[0], settled(f(v[1]))]]
  if (op === 'flatMapValues') return pairItems(requirePair(v)[0], iterableOf(f(v[1])))
  throw new Fault('not iterable', op)
}

function* pairItems(key: unknown, items: Iterable<any>): Generator<[unknown, any]> {
  for (const item of items) yield [key, item]
}
