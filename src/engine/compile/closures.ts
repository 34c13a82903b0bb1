/**
 * Chains as closures that call each other: the same results as the generated loops, slower, without code from text.
 *
 * They also run the first record of every partition, because they look at what a function answered: an async function
 * among the steps is found there.
 */

import { iterableOf, requirePair, settled } from '../../rdd/faults.ts'
import { isStep } from './anchors.ts'
import type { AnyFunction, CarefulTrace, Gathered, Loop, Op, Trace } from './op.ts'

/** Where a chain is at the moment. */
interface Run {
  readonly s: Gathered
  readonly careful: CarefulTrace | undefined
  at: number
  record: unknown
}

/** Takes a record; answers true when no more are wanted. */
type Push = (record: any, run: Run) => boolean

/** As a generated loop. */
export function closureLoop(ops: readonly Op[], functions: readonly AnyFunction[]): Loop {
  const push = pushFrom(ops, functions, 0)
  return (records, start, s, trace, end) => {
    const run: Run = { s, careful: trace.careful, at: -1, record: undefined }
    try {
      if (!Array.isArray(records)) return pushAll(records, push, run, trace)
      const stop = Math.min(end, records.length)
      for (let i = start; i < stop; i++) if (push(records[i], run)) return true
      return false
    } catch (error) {
      throw trace.fail(error, run.at, run.record, run.at)
    }
  }
}

function pushAll(records: Iterable<any>, push: Push, run: Run, trace: Trace): boolean {
  let left = trace.beat()
  for (const record of records) {
    if (--left === 0) left = trace.beat()
    if (push(record, run)) return true
    run.at = -1
    run.careful?.resume(-1)
  }
  return false
}

function pushFrom(ops: readonly Op[], functions: readonly AnyFunction[], k: number): Push {
  const op = ops[k] as Op
  const f = functions[k] as any
  const skips = (run: Run, record: unknown): boolean => {
    run.at = k
    run.record = record
    return run.careful?.enter(k, record) === true
  }
  if (isStep(op)) return stepPush(op, f, skips, pushFrom(ops, functions, k + 1))
  return sinkPush(op, f, functions[k + 1] as any, skips)
}

/** Notes that a function is about to be given a record. Answers true when the record is to be left out. */
type Skips = (run: Run, record: unknown) => boolean

function stepPush(op: Op, f: any, skips: Skips, next: Push): Push {
  switch (op) {
    case 'map':
      return (v, run) => {
        if (skips(run, v)) return false
        return next(settled(f(v)), run)
      }
    case 'filter':
      return (v, run) => {
        if (skips(run, v)) return false
        return settled(f(v)) ? next(v, run) : false
      }
    case 'mapValues':
      return (v, run) => {
        if (skips(run, v)) return false
        return next([requirePair(v)[0], settled(f(v[1]))], run)
      }
    case 'flatMap':
      return (v, run) => {
        if (skips(run, v)) return false
        return pushItems(f(v), v, next, run)
      }
    default:
      return (v, run) => {
        if (skips(run, v)) return false
        const key = requirePair(v)[0]
        return pushItems(f(v[1]), v, (item, r) => next([key, item], r), run)
      }
  }
}

function pushItems(items: any, record: unknown, next: Push, run: Run): boolean {
  const { at } = run
  for (const item of iterableOf(items)) {
    if (next(item, run)) return true
    run.at = at
    run.record = record
    run.careful?.resume(at)
  }
  return false
}

function sinkPush(op: Op, f: any, g: any, skips: Skips): Push {
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
        if (skips(run, v)) return false
        run.s.value = run.s.full ? settled(f(run.s.value, v)) : v
        run.s.full = true
        return false
      }
    case 'fold':
      return (v, run) => {
        if (skips(run, v)) return false
        run.s.value = settled(f(run.s.value, v))
        return false
      }
    case 'each':
      return (v, run) => {
        if (skips(run, v)) return false
        settled(f(v))
        return false
      }
    default:
      return keyedPush(op, f, g, skips)
  }
}

function keyedPush(op: Op, f: any, g: any, skips: Skips): Push {
  const put = KEYED[op as keyof typeof KEYED]
  return (v, run) => {
    if (skips(run, v)) return false
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
