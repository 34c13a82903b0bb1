import { closurePull } from './closure-pull.ts'
import { closureLoop } from './closures.ts'
import { canGenerate, type Factory, type Form, factory } from './generate.ts'
import type { AnyFunction, Gathered, Loop, Op, Pull, Trace } from './op.ts'

/**
 * A row of ops with their functions, and the loops that were compiled for it.
 *
 * Chains form a tree: `append` answers the same chain for the same op and the same function, so a chain that comes again
 * with every batch is compiled once. The tree holds functions weakly; what nobody else holds goes, and its loops with it.
 *
 * A chain that runs for the first time, and on few records, borrows the loop of all chains of its shape: making a loop
 * of its own costs more than it would win. From then on it has its own, because V8 learns per loop which functions are
 * called where, and makes one piece of machine code of it all.
 */
export class Chain {
  static readonly EMPTY: Chain = new Chain([], [])

  readonly ops: readonly Op[]
  readonly functions: readonly AnyFunction[]
  readonly #children = new Map<Op, WeakMap<AnyFunction, Chain>>()
  readonly #loops = new Map<Form, Loop | Pull>()
  readonly #numericLoops = new Map<Form, Loop | Pull>()
  #closures: Loop | undefined
  #uses = 0

  private constructor(ops: readonly Op[], functions: readonly AnyFunction[]) {
    this.ops = ops
    this.functions = functions
  }

  /** This chain and then `op`. Ops without a function of the user have none. */
  append(op: Op, f: AnyFunction = none): Chain {
    const children = this.#children.get(op) ?? new WeakMap<AnyFunction, Chain>()
    this.#children.set(op, children)
    const child = children.get(f) ?? new Chain([...this.ops, op], [...this.functions, f])
    children.set(f, child)
    return child
  }

  /** Run records through a chain that ends in a sink. Answers true when no more are wanted. */
  run(records: Iterable<any>, start: number, gathered: Gathered, trace: Trace, generated: boolean): boolean {
    const closures = !generated || !canGenerate() ? this.closures : undefined
    if (!Array.isArray(records)) {
      const loop = closures ?? (this.#loop('iterable', MANY, typeof gathered.value === 'number') as Loop)
      return loop(records, start, gathered, trace, ALL)
    }
    const { length } = records
    let [loop, numeric] = [closures, false]
    for (let at = start; at < length; ) {
      const end = Math.min(length, at + trace.beat())
      // A sum that was a number may have become something else, and the other way round.
      if (closures === undefined && (loop === undefined || numeric !== (typeof gathered.value === 'number'))) {
        numeric = typeof gathered.value === 'number'
        loop = this.#loop('array', length, numeric) as Loop
      }
      if ((loop as Loop)(records, at, gathered, trace, end)) return true
      at = end
    }
    return false
  }

  /** Run records `start` to `end` without code from text, looking at what the functions answer. */
  get closures(): Loop {
    this.#closures ??= closureLoop(this.ops, this.functions)
    return this.#closures
  }

  /** Records that come out of a chain of steps, as they are asked for. */
  pull(records: Iterable<any>, trace: Trace, generated: boolean): IterableIterator<any> {
    if (!generated || !canGenerate()) return closurePull(this.ops, this.functions)(records, trace)
    return (this.#loop('pull', Array.isArray(records) ? records.length : MANY) as Pull)(records, trace)
  }

  #loop(form: Form, length: number, numeric = false): Loop | Pull {
    const loops = numeric ? this.#numericLoops : this.#loops
    const known = loops.get(form)
    if (known !== undefined) return known
    if (++this.#uses < 2 && length < MANY) return sharedFactory(this.ops, form)(this.functions)
    const own = factory(this.ops, form, `chain ${++chains}`, numeric)(this.functions)
    loops.set(form, own)
    return own
  }
}

/** From so many records on, a loop of its own pays even for one run. */
const MANY = 4096

/** The end of what is no array. */
const ALL = Number.POSITIVE_INFINITY

let chains = 0

const shared = new Map<string, Factory>()

function sharedFactory(ops: readonly Op[], form: Form): Factory {
  const name = `${form} ${ops.join(' ')}`
  const known = shared.get(name)
  if (known !== undefined) return known
  // Shapes are few in a program; one that makes new ones without end must not fill the memory with them.
  if (shared.size >= 1000) shared.clear()
  const made = factory(ops, form, name)
  shared.set(name, made)
  return made
}

const none: AnyFunction = () => undefined
