/**
 * Chains as closures that call each other: the same results as the generated loops, slower, without code from text.
 *
 * They also run the first record of every partition, because they look at what a function answered: an async function
 * among the steps is found there.
 */

import { iterableOf, requirePair, settled } from '../../rdd/faults.ts'
import { isStep } from './anchors.ts'
import type { AnyFunction, Gathered, Loop, Op } from './op.ts'

/** Where a chain is at the moment. */
interface Run {
  readonly s: Gathered
  at: number
  record: unknown
}

/** Takes a record; answers true when no more are wanted. */
type Push = (record: any, run: Run) => boolean

/** As a generated loop. `end` is the number of the first record of an array that is not to be run. */
export function closureLoop(ops: readonly Op[], functions: readonly AnyFunction[]): BoundedLoop {
  const push = pushFrom(ops, functions, 0)
  return (records, start, s, trace, end) => {
    const run: Run = { s, at: -1, record: undefined }
    try {
      if (!Array.isArray(records)) return pushAll(records, push, run)
      const stop = Math.min(end ?? records.length, records.length)
      for (let i = start; i < stop; i++) if (push(records[i], run)) return true
      return false
    } catch (error) {
      throw trace.fail(error, run.at, run.record, run.at)
    }
  }
}

export type BoundedLoop = (...parameters: [...Parameters<Loop>, end?: number]) => boolean

function pushAll(records: Iterable<any>, push: Push, run: Run): boolean {
  for (const record of records) {
    if (push(record, run)) return true
    run.at = -1
  }
  return false
}

function pushFrom(ops: readonly Op[], functions: readonly AnyFunction[], k: number): Push {
  const op = ops[k] as Op
  const f = functions[k] as any
  const at = (run: Run, record: unknown): void => {
    run.at = k
    run.record = record
  }
  if (isStep(op)) return stepPush(op, f, at, pushFrom(ops, functions, k + 1))
  return sinkPush(op, f, functions[k + 1] as any, at)
}

type Mark = (run: Run, record: unknown) => void

function stepPush(op: Op, f: any, mark: Mark, next: Push): Push {
  switch (op) {
    case 'map':
      return (v, run) => {
        mark(run, v)
        return next(settled(f(v)), run)
      }
    case 'filter':
      return (v, run) => {
        mark(run, v)
        return settled(f(v)) ? next(v, run) : false
      }
    case 'mapValues':
      return (v, run) => {
        mark(run, v)
        return next([requirePair(v)[0], settled(f(v[1]))], run)
      }
    case 'flatMap':
      return (v, run) => {
        mark(run, v)
        return pushItems(f(v), v, mark, next, run)
      }
    default:
      return (v, run) => {
        mark(run, v)
        const key = requirePair(v)[0]
        return pushItems(f(v[1]), v, mark, (item, r) => next([key, item], r), run)
      }
  }
}

function pushItems(items: any, record: unknown, mark: Mark, next: Push, run: Run): boolean {
  for (const item of iterableOf(items)) {
    if (next(item, run)) return true
    mark(run, record)
  }
  return false
}

function sinkPush(op: Op, f: any, g: any, mark: Mark): Push {
  switch (op) {
    case 'collect':
      return (v, { s }) => {
        s.out.push(v)
        return false
      }
    case 'take':
      return (v, { s }) => s.out.push(v) >= s.limit
    case 'count':
      return (_, { s }) => {
        s.count++
        return false
      }
    case 'reduce':
      return (v, run) => {
        mark(run, v)
        run.s.value = run.s.full ? settled(f(run.s.value, v)) : v
        run.s.full = true
        return false
      }
    case 'fold':
      return (v, run) => {
        mark(run, v)
        run.s.value = settled(f(run.s.value, v))
        return false
      }
    case 'each':
      return (v, run) => {
        mark(run, v)
        settled(f(v))
        return false
      }
    default:
      return keyedPush(op, f, g, mark)
  }
}

function keyedPush(op: Op, f: any, g: any, mark: Mark): Push {
  const put = KEYED[op as keyof typeof KEYED]
  return (v, run) => {
    mark(run, v)
    const [key, value] = requirePair(v)
    put(run, key, value, v, f, g)
    return false
  }
}

const KEYED = {
  bucket({ s }: Run, key: unknown, _: unknown, record: unknown): void {
    s.buckets[s.partitionOf(key)]?.push(record)
  },
  create(run: Run, key: unknown, value: unknown, _: unknown, create: any, merge: any): void {
    const found = run.s.sums?.get(key)
    if (found === undefined) run.s.sums?.set(key, [key, settled(create(value))])
    else {
      run.at++
      found[1] = settled(merge(found[1], value))
    }
  },
  absorb({ s }: Run, key: unknown, sum: unknown, _: unknown, merge: any): void {
    const found = s.sums?.get(key)
    if (found === undefined) s.sums?.set(key, [key, sum])
    else found[1] = settled(merge(found[1], sum))
  },
  group({ s }: Run, key: unknown, value: unknown): void {
    const found = s.groups?.get(key) ?? [key, Array.from({ length: s.sides }, () => [])]
    s.groups?.set(key, found)
    found[1][s.side]?.push(value)
  },
}
