import type { Action } from '../rdd/action.ts'
import { settled } from '../rdd/faults.ts'
import type { RDD } from '../rdd/rdd.ts'
import { Gathered } from './compile/op.ts'
import type { Sink } from './inputs/line.ts'

/** How the records of one task are gathered, and what is made of them at the end. */
export interface Gathering<R> {
  readonly sink: Sink
  readonly gathered: Gathered
  finish(): R
}

/** The gathering of every action except `partition`, which reads its records itself. */
export function gatheringFor(action: Exclude<Action<any, any>, { kind: 'partition' }>, rdd: RDD<any>): Gathering<any> {
  const gathered = new Gathered()
  const functions = action.kind === 'reduce' || action.kind === 'fold' || action.kind === 'each' ? [action.f] : []
  const sink: Sink = { ops: [action.kind], functions, site: functions[0]?.site ?? rdd.node.site }
  switch (action.kind) {
    case 'collect':
      return { sink, gathered, finish: () => gathered.out }
    case 'take':
      gathered.limit = action.limit
      return { sink, gathered, finish: () => gathered.out }
    case 'count':
      return { sink, gathered, finish: () => gathered.count }
    case 'reduce':
      // Looked at here as well, because a loop over what is no array does not look at its first sum.
      return { sink, gathered, finish: () => (gathered.full ? [settled(gathered.value)] : []) }
    case 'fold':
      gathered.value = action.zero()
      return { sink, gathered, finish: () => packed(settledValue(gathered), action.pack) }
    case 'each':
      return { sink, gathered, finish: () => undefined }
  }
}

function settledValue(gathered: Gathered): unknown {
  gathered.settle()
  return gathered.value
}

const packed = (value: unknown, pack: ((value: any) => unknown) | undefined): unknown =>
  pack === undefined ? value : pack(value)
