import type { ShuffleDependency } from '../../rdd/node.ts'
import type { RDD } from '../../rdd/rdd.ts'

/** What a task reads, behind shuffles as well: the inputs, and what stands between them and the task. */
export interface Reach {
  /** Partitions of inputs, by the RDD of the input. */
  readonly inputs: ReadonlyMap<RDD<any>, ReadonlySet<number>>
  /** RDDs whose records depend on those of inputs, the inputs among them. */
  readonly affected: ReadonlySet<RDD<any>>
  /** Shuffles of such RDDs. */
  readonly shuffles: readonly ShuffleDependency[]
  /** True when one of the RDDs keeps state. */
  readonly hasState: boolean
}

/** What partition `p` of `rdd` is made of, down to the RDDs of which `isInput` says that they are inputs. */
export function reachOf(rdd: RDD<any>, p: number, isInput: (rdd: RDD<any>) => boolean): Reach {
  const walk = new Walk(isInput)
  walk.enter(rdd, p)
  walk.go()
  const affected = walk.affected()
  return {
    inputs: walk.inputs,
    affected,
    shuffles: [...walk.shuffles].filter((dependency) => affected.has(dependency.rdd)),
    hasState: walk.hasState,
  }
}

class Walk {
  readonly inputs = new Map<RDD<any>, Set<number>>()
  readonly shuffles = new Set<ShuffleDependency>()
  hasState = false
  readonly #isInput: (rdd: RDD<any>) => boolean
  readonly #seen = new Map<RDD<any>, Set<number>>()
  readonly #children = new Map<RDD<any>, Set<RDD<any>>>()
  /** A lineage may be deep, so this walks with a list of its own. */
  readonly #open: { readonly rdd: RDD<any>; readonly p: number }[] = []

  constructor(isInput: (rdd: RDD<any>) => boolean) {
    this.#isInput = isInput
  }

  enter(rdd: RDD<any>, p: number): void {
    const parts = this.#seen.get(rdd) ?? new Set<number>()
    if (parts.has(p)) return
    this.#seen.set(rdd, parts.add(p))
    this.#open.push({ rdd, p })
  }

  go(): void {
    for (let next = this.#open.pop(); next !== undefined; next = this.#open.pop()) this.#visit(next.rdd, next.p)
  }

  #visit(rdd: RDD<any>, p: number): void {
    if (this.#isInput(rdd)) {
      this.inputs.set(rdd, (this.inputs.get(rdd) ?? new Set<number>()).add(p))
      return
    }
    if (rdd.node.body.kind === 'state') this.hasState = true
    for (const dependency of rdd.node.dependencies) {
      const parent = dependency.rdd
      this.#children.set(parent, (this.#children.get(parent) ?? new Set()).add(rdd))
      if (dependency.kind === 'narrow') for (const q of dependency.parents(p)) this.enter(parent, q)
      else {
        this.shuffles.add(dependency)
        for (let q = 0; q < parent.node.partitions; q++) this.enter(parent, q)
      }
    }
  }

  /** The inputs, and all that is made of them. */
  affected(): Set<RDD<any>> {
    const found = new Set<RDD<any>>(this.inputs.keys())
    for (const rdd of found) for (const child of this.#children.get(rdd) ?? []) found.add(child)
    return found
  }
}
