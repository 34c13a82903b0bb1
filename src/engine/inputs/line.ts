import type { Site } from '../../kernel/site.ts'
import type { Placed } from '../../program/placed.ts'
import type { Step } from '../../rdd/node.ts'
import type { Attempt } from '../attempt.ts'
import { Chain } from '../compile/chain.ts'
import type { CarefulTrace, SinkOp, Trace } from '../compile/op.ts'
import { failureOf } from '../failure.ts'
import { type Careful, type Pulse, UNWATCHED } from '../pulse.ts'

/** What stands at the end of a chain: its op, or its two, with their functions. */
export interface Sink {
  readonly ops: readonly SinkOp[]
  readonly functions: readonly Placed<any>[]
  /** Names the operator where a sink has no function of its own. */
  readonly site: Site
}

/** A feed is one iterable of records that are to run through a line, or arrays of records that have to be waited for. */
export interface Feed {
  readonly line: Line
  readonly records: Iterable<any> | undefined
  readonly chunks: AsyncIterable<readonly any[]> | undefined
}

/** Steps that become one loop; a longer row is several loops, each of which draws from the one before. */
const LONGEST = 64

/**
 * A chain of steps as it stands in one lineage: the compiled chain does not know whose functions it calls, so the line
 * says which operators they belong to when something is thrown.
 */
export class Line {
  /** All steps, those that are done before this line's own among them. */
  readonly steps: readonly Step[]
  readonly chain: Chain
  /** False until a first record has been run with a look at what the functions answer. */
  checked = false
  readonly #own: readonly Step[]
  readonly #before: Line | undefined
  readonly #origin: Site
  readonly #attempt: Attempt
  readonly #showRecords: boolean
  #rest: { readonly n: number; readonly line: Line } | undefined

  constructor(steps: readonly Step[], origin: Site, attempt: Attempt, showRecords: boolean) {
    this.steps = steps
    this.#origin = origin
    this.#attempt = attempt
    this.#showRecords = showRecords
    // Cut from the front, so that the chains of the first steps stay the same ones when more come behind them.
    const first = Math.max(0, Math.ceil(steps.length / LONGEST) - 1) * LONGEST
    this.#own = first === 0 ? steps : steps.slice(first)
    this.#before = first === 0 ? undefined : new Line(steps.slice(0, first), origin, attempt, showRecords)
    let chain = Chain.EMPTY
    for (const step of this.#own) chain = chain.append(step.kind, step.f.call)
    this.chain = chain
  }

  /** What the steps before this line's own make of the records. */
  fed(records: Iterable<any>, generated: boolean): Iterable<any> {
    const before = this.#before
    return before === undefined ? records : before.chain.pull(before.fed(records, generated), before.trace(), generated)
  }

  /** The line without its first `n` steps, which are done already. The same line each time. */
  from(n: number): Line {
    if (n === 0) return this
    if (this.#rest?.n !== n)
      this.#rest = { n, line: new Line(this.steps.slice(n), this.#origin, this.#attempt, this.#showRecords) }
    return this.#rest.line
  }

  /** The chain with a sink at its end. */
  ending(sink: Sink): Chain {
    let chain = this.chain
    for (let i = 0; i < sink.ops.length; i++) chain = chain.append(sink.ops[i] as SinkOp, sink.functions[i]?.call)
    return chain
  }

  /** Who says where it was when the line, with or without a sink, throws. */
  trace(sink?: Sink): Trace {
    return new LineTrace(this, sink, this.#attempt.pulse ?? UNWATCHED)
  }

  /** Whose function op number `at` calls, with `sink` at the end of the chain; −1 is where the records come from. */
  siteAt(at: number, sink: Sink | undefined): Site {
    if (at < 0) return this.#origin
    const own = this.#own
    const f = at < own.length ? own[at]?.f : sink?.functions[at - own.length]
    return f?.site ?? sink?.site ?? this.#origin
  }

  failure(error: unknown, at: number, record: unknown, from: number, sink: Sink | undefined): unknown {
    const [attempt, showRecords] = [this.#attempt, this.#showRecords]
    if (at < 0) return failureOf(error, { site: this.#origin, attempt, record: [], showRecords })
    const given = showRecords && attempt.number >= attempt.limit ? again(record, this.#own.slice(from, at)) : record
    return failureOf(error, { site: this.siteAt(at, sink), attempt, record: [given], showRecords })
  }
}

class LineTrace implements Trace {
  readonly careful: CarefulTrace | undefined
  readonly #line: Line
  readonly #sink: Sink | undefined
  readonly #pulse: Pulse

  constructor(line: Line, sink: Sink | undefined, pulse: Pulse) {
    this.#line = line
    this.#sink = sink
    this.#pulse = pulse
    this.careful = pulse.careful && this.#carefulBy(pulse.careful)
  }

  fail(error: unknown, at: number, record: unknown, from: number): unknown {
    return this.#line.failure(error, at, record, from, this.#sink)
  }

  beat(): number {
    const [line, sink] = [this.#line, this.#sink]
    return this.#pulse.beat(sink?.site ?? line.siteAt(-1, sink))
  }

  #carefulBy(careful: Careful): CarefulTrace {
    const [line, sink] = [this.#line, this.#sink]
    return {
      enter: (at, record) => careful.enter(line.siteAt(at, sink), record),
      resume: (at) => careful.resume(line.siteAt(at, sink)),
    }
  }
}

/**
 * What the steps make of the record, to show what the one behind them was given. They are run once more, only when a task
 * has failed for good, because keeping every value at hand would make every loop slower.
 */
function again(record: unknown, steps: readonly Step[]): unknown {
  try {
    let value: any = record
    for (const { kind, f } of steps) {
      if (kind === 'map') value = f.call(value)
      else if (kind === 'mapValues') value = [value[0], f.call(value[1])]
    }
    return value
  } catch {
    return record
  }
}
