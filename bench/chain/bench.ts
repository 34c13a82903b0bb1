import { SparkContext } from 'millstream'
import { filter, from, map, reduce } from 'rxjs'
import type { Bench, Summary, Variant } from '../lib/variant.ts'
import { type Chain, libraries } from './libraries.ts'
import * as op from './operators.ts'

async function hand(): Promise<Variant> {
  const input = op.numbers()
  const run = () => {
    let answer = 0
    for (let i = 0; i < input.length; i++) {
      const a = op.double(input[i] as number)
      if (!op.notOfSix(a)) continue
      const b = op.plusOne(a)
      if (op.small(b)) answer += op.half(b)
    }
    return { answer }
  }
  return { run }
}

async function millstream(): Promise<Variant> {
  const sc = new SparkContext('local', 'chain')
  const input = sc.parallelize(op.numbers(), 1)
  const run = async () => ({
    answer: await input
      .map(op.double)
      .filter(op.notOfSix)
      .map(op.plusOne)
      .filter(op.small)
      .map(op.half)
      .fold(0, op.add),
  })
  return { run, close: () => sc.stop() }
}

async function rxjs(): Promise<Variant> {
  const input = op.numbers()
  const run = () => {
    let answer = 0
    from(input)
      .pipe(map(op.double), filter(op.notOfSix), map(op.plusOne), filter(op.small), map(op.half), reduce(op.add, 0))
      .subscribe((sum) => {
        answer = sum
      })
    return { answer }
  }
  return { run }
}

async function handRecords(): Promise<Variant> {
  const input = op.items()
  const run = () => {
    let answer = 0
    for (let i = 0; i < input.length; i++) {
      const a = op.doubleV(input[i] as op.Item)
      if (!op.notOfSixV(a)) continue
      const b = op.plusOneV(a)
      if (op.smallV(b)) answer += op.halfOf(b)
    }
    return { answer }
  }
  return { run }
}

async function millstreamRecords(): Promise<Variant> {
  const sc = new SparkContext('local', 'chain')
  const input = sc.parallelize(op.items(), 1)
  const run = async () => ({
    answer: await input
      .map(op.doubleV)
      .filter(op.notOfSixV)
      .map(op.plusOneV)
      .filter(op.smallV)
      .map(op.halfOf)
      .fold(0, op.add),
  })
  return { run, close: () => sc.stop() }
}

async function rxjsRecords(): Promise<Variant> {
  const input = op.items()
  const run = () => {
    let answer = 0
    from(input)
      .pipe(
        map(op.doubleV),
        filter(op.notOfSixV),
        map(op.plusOneV),
        filter(op.smallV),
        map(op.halfOf),
        reduce(op.add, 0),
      )
      .subscribe((sum) => {
        answer = sum
      })
    return { answer }
  }
  return { run }
}

function goals(figures: ReadonlyMap<string, Summary>): [string, boolean][] {
  const ms = (variant: string): number => figures.get(variant)?.median ?? Number.NaN
  return [
    ['at least 0.7 of the hand-written loop', ms('hand loop') / ms('millstream') >= 0.7],
    ['at least 20 times RxJS', ms('rxjs') / ms('millstream') >= 20],
    ['at least 75 times Node object streams', ms('Node object streams') / ms('millstream') >= 75],
  ]
}

const NUMBERS: Chain<number> = { ...op, items: op.numbers }
const RECORDS: Chain<op.Item> = {
  items: op.items,
  double: op.doubleV,
  notOfSix: op.notOfSixV,
  plusOne: op.plusOneV,
  small: op.smallV,
  half: op.halfOf,
}

export const CHAIN: Bench = {
  about: 'five map and filter over a million numbers, then a sum; functions of the user, one thread',
  items: op.N,
  variants: { 'hand loop': hand, millstream, rxjs, ...libraries(NUMBERS) },
  goals,
}

export const CHAIN_RECORDS: Bench = {
  about: 'the same over a million records { id, key, v }, two of the maps making new records',
  items: op.N,
  variants: { 'hand loop': handRecords, millstream: millstreamRecords, rxjs: rxjsRecords, ...libraries(RECORDS) },
  goals: (figures) => goals(figures).slice(0, 1),
}
