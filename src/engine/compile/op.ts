import type { KeyMap } from '../../kernel/key-map.ts'
import type { Step } from '../../rdd/node.ts'

/**
 * What a loop does with a record, one op after another. A chain is some steps and then one sink.
 *
 * The sink `create` is always followed by `merge`: together they are the combining of values under their keys.
 */
export type StepOp = Step['kind']
export type SinkOp =
  | 'collect'
  | 'take'
  | 'count'
  | 'reduce'
  | 'fold'
  | 'each'
  /** Pairs into the bucket of their partition. */
  | 'bucket'
  /** Values into sums, by key. */
  | 'create'
  | 'merge'
  /** Sums into sums, by key. */
  | 'absorb'
  /** Values into the group of their side, by key. */
  | 'group'
export type Op = StepOp | SinkOp

// biome-ignore lint/complexity/noBannedTypes: functions of every shape are steps of a chain
export type AnyFunction = Function

/** What is to be settled before what a sink gathers is read, and, if it holds sums of it, before more is gathered. */
export interface Pending {
  readonly holdsSums?: true
  settle(): void
}

/** What a sink gathers. One shape for all sinks, so that every loop sees the same hidden class. */
export class Gathered {
  out: any[] = []
  limit = 0
  count = 0
  /** True when `value` holds something (reduce). */
  full = false
  value: unknown = undefined
  buckets: any[][] = []
  partitionOf: (key: any) => number = () => 0
  /** Pairs [key, sum] by key. */
  sums: KeyMap<unknown, [unknown, any]> | undefined = undefined
  /** Pairs [key, values of each side] by key. */
  groups: KeyMap<unknown, [unknown, any[][]]> | undefined = undefined
  side = 0
  sides = 0
  /** What was gathered in another way, and has to be put into the other fields before they are read. */
  pending: Pending | undefined = undefined

  settle(): void {
    const { pending } = this
    this.pending = undefined
    pending?.settle()
  }
}

/** Who knows which operator stands where in a chain: makes the error that says so, and tells who watches the task. */
export interface Trace {
  /** The loop goes on. Answers after how many records it is to say so again; throws when it is to end. */
  beat(): number
  /** Given when records are run one by one under somebody's eyes; generated code does not know of it. */
  readonly careful?: CarefulTrace | undefined
  /**
   * Answers what is to be thrown. `at` counts the chain's ops; −1 is the input itself. `record` was given to op `from`,
   * which is `at` or stands before it with only steps between them that make one value of one.
   */
  fail(error: unknown, at: number, record: unknown, from: number): unknown
}

/** What is told of each call of a function, by the number of its op; −1 is the input itself. */
export interface CarefulTrace {
  /** Op `at` is about to be given `record`. Answers true when it is to be left out. */
  enter(at: number, record: unknown): boolean
  /** Op `at` goes on with what it was given before. */
  resume(at: number): void
}

/**
 * Runs `records`, of an array those from number `start` to `end`, through a chain. Answers true when no more are wanted.
 */
export type Loop = (records: Iterable<any>, start: number, gathered: Gathered, trace: Trace, end: number) => boolean
/** The records that come out of a chain of steps, computed as they are asked for. */
export type Pull = (records: Iterable<any>, trace: Trace) => IterableIterator<any>
