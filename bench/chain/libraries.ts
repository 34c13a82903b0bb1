/**
 * The chain in the libraries that people would use for it, written as their documents show it. A library is loaded by its
 * name: what is only compared with takes no part in the type check, and may be missing.
 */
import { EventEmitter } from 'node:events'
import { createRequire } from 'node:module'
import { Readable, Transform, Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Variant } from '../lib/variant.ts'
import { add } from './operators.ts'

/** The input and the five operators; `T` is a number or a record. */
export interface Chain<T> {
  readonly items: () => T[]
  readonly double: (x: T) => T
  readonly notOfSix: (x: T) => boolean
  readonly plusOne: (x: T) => T
  readonly small: (x: T) => boolean
  readonly half: (x: T) => number
}

const load = (name: string): Promise<any> => import(name)

/** A variant that makes its input once, outside of what is timed. */
const over =
  <T>(op: Chain<T>, run: (input: T[]) => Promise<number> | number) =>
  async (): Promise<Variant> => {
    const input = op.items()
    return { run: async () => ({ answer: await run(input) }) }
  }

const most =
  <T>(op: Chain<T>) =>
  async (): Promise<Variant> => {
    const { from } = await load('most')
    const chain = (input: T[]): Promise<number> =>
      from(input).map(op.double).filter(op.notOfSix).map(op.plusOne).filter(op.small).map(op.half).reduce(add, 0)
    return over(op, chain)()
  }

const highland =
  <T>(op: Chain<T>) =>
  async (): Promise<Variant> => {
    const { default: _ } = await load('highland')
    const chain = (input: T[]): Promise<number> =>
      _(input)
        .map(op.double)
        .filter(op.notOfSix)
        .map(op.plusOne)
        .filter(op.small)
        .map(op.half)
        .reduce(0, add)
        .toPromise(Promise)
    return over(op, chain)()
  }

const ix =
  <T>(op: Chain<T>) =>
  async (): Promise<Variant> => {
    const [{ from, reduce }, { filter, map }] = await Promise.all([load('ix/iterable'), load('ix/iterable/operators')])
    const chain = (input: T[]): number =>
      reduce(from(input).pipe(map(op.double), filter(op.notOfSix), map(op.plusOne), filter(op.small), map(op.half)), {
        callback: add,
        seed: 0,
      })
    return over(op, chain)()
  }

const mapping = (f: (x: any) => unknown): Transform =>
  new Transform({ objectMode: true, transform: (x, _encoding, done) => done(null, f(x)) })
const filtering = (f: (x: any) => boolean): Transform =>
  new Transform({ objectMode: true, transform: (x, _encoding, done) => (f(x) ? done(null, x) : done()) })

const nodeStreams = <T>(op: Chain<T>) =>
  over(op, async (input) => {
    let sum = 0
    const sink = new Writable({
      objectMode: true,
      write: (x: number, _encoding, done) => {
        sum += x
        done()
      },
    })
    const [a, b, c] = [mapping(op.double), mapping(op.plusOne), mapping(op.half)]
    await pipeline(Readable.from(input), a, filtering(op.notOfSix), b, filtering(op.small), c, sink)
    return sum
  })

const events = <T>(op: Chain<T>) =>
  over(op, (input) => {
    let sum = 0
    const [a, b, c, d, e, f] = Array.from({ length: 6 }, () => new EventEmitter()) as [
      ...[EventEmitter, EventEmitter, EventEmitter],
      ...[EventEmitter, EventEmitter, EventEmitter],
    ]
    a.on('data', (x: T) => b.emit('data', op.double(x)))
    b.on('data', (x: T) => op.notOfSix(x) && c.emit('data', x))
    c.on('data', (x: T) => d.emit('data', op.plusOne(x)))
    d.on('data', (x: T) => op.small(x) && e.emit('data', x))
    e.on('data', (x: T) => f.emit('data', op.half(x)))
    f.on('data', (x: number) => {
      sum += x
    })
    for (const x of input) a.emit('data', x)
    return sum
  })

async function* mapped<A, B>(source: Iterable<A> | AsyncIterable<A>, f: (x: A) => B): AsyncGenerator<B> {
  for await (const x of source) yield f(x)
}
async function* kept<A>(source: AsyncIterable<A>, f: (x: A) => boolean): AsyncGenerator<A> {
  for await (const x of source) if (f(x)) yield x
}

const asyncIterators = <T>(op: Chain<T>) =>
  over(op, async (input) => {
    const left = kept(mapped(kept(mapped(input, op.double), op.notOfSix), op.plusOne), op.small)
    let sum = 0
    for await (const x of mapped(left, op.half)) sum += x
    return sum
  })

const iteratorMethods = <T>(op: Chain<T>) =>
  over(op, (input) =>
    input.values().map(op.double).filter(op.notOfSix).map(op.plusOne).filter(op.small).map(op.half).reduce(add, 0),
  )

const isInstalled = (name: string): boolean => {
  try {
    createRequire(import.meta.url).resolve(name)
    return true
  } catch {
    return false
  }
}

/** Every variant by its name; a library that is not installed has none. */
export const libraries = <T>(op: Chain<T>): Record<string, () => Promise<Variant>> => ({
  ...(isInstalled('most') && { 'most 1': most(op) }),
  ...(isInstalled('ix') && { IxJS: ix(op) }),
  ...(isInstalled('highland') && { Highland: highland(op) }),
  'Node object streams': nodeStreams(op),
  'iterator methods': iteratorMethods(op),
  EventEmitter: events(op),
  'async generators': asyncIterators(op),
})
