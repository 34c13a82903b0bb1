import { StreamError } from '../kernel/errors.ts'
import { Site } from '../kernel/site.ts'
import type { Scopes } from '../program/scopes.ts'
import type { DStream } from './dstream.ts'
import { Operator } from './operator.ts'
import type { Output } from './output.ts'
import type { StateVersions } from './surface/state-versions.ts'

/**
 * The streams and output operations of one program: written while the program is built, closed by start, only read
 * afterwards.
 */
export class Graph {
  readonly batch: number
  readonly #scopes: Scopes
  readonly #streams: DStream<any>[] = []
  readonly #outputs: Output[] = []
  readonly #states: StateVersions<any>[] = []
  readonly #ordinals = new Map<string, number>()
  #closed: 'started' | 'stopped' | undefined

  constructor(batch: number, scopes: Scopes) {
    this.batch = batch
    this.#scopes = scopes
  }

  get streams(): readonly DStream<any>[] {
    return this.#streams
  }

  /** In order of registration, which is the order in which they run. */
  get outputs(): readonly Output[] {
    return this.#outputs
  }

  /** The states of its operators, in order of definition. */
  get states(): readonly StateVersions<any>[] {
    return this.#states
  }

  /** Begin an operator: takes the user's line and a name. Errors: E_GRAPH_CLOSED. */
  define(kind: string, site: Site = Site.here(kind)): Operator {
    this.requireOpen(kind)
    const ordinal = this.#ordinals.get(kind) ?? 0
    this.#ordinals.set(kind, ordinal + 1)
    return new Operator(kind, ordinal, site, this.#scopes)
  }

  /** Take a stream in; answers its place. */
  add(stream: DStream<any>): number {
    return this.#streams.push(stream) - 1
  }

  keep(state: StateVersions<any>): void {
    this.#states.push(state)
  }

  register(output: Output): void {
    this.requireOpen(output.operator.kind)
    this.#outputs.push(output)
  }

  rename(stream: DStream<any>, name: string): void {
    this.requireOpen('named')
    const taken = this.#streams.find((other) => other !== stream && other.name === name)
    if (taken !== undefined) throw nameTaken(stream.operator, name, taken.operator)
    stream.operator.rename(name)
  }

  requireOpen(kind: string): void {
    if (this.#closed === undefined) return
    throw new StreamError('E_GRAPH_CLOSED', `${kind} was called after the streaming context was ${this.#closed}`, {
      at: String(Site.here(kind)),
      hint: 'Define all streams and output operations before start.',
    })
  }

  /** No more operators from now on. */
  close(why: 'started' | 'stopped'): void {
    this.#closed = why
  }
}

export const nameTaken = (operator: Operator, name: string, owner: Operator): StreamError =>
  new StreamError('E_NAME_TAKEN', `'${name}' is the name of ${owner.site}`, {
    at: String(operator.site),
    hint: 'Give each operator a name of its own.',
  })

/** The streams that output operations ask for. */
export function reachableStreams(graph: Graph): ReadonlySet<DStream<any>> {
  const found = new Set(graph.outputs.map((output) => output.stream))
  for (const stream of found) for (const parent of stream.parents) found.add(parent)
  return found
}

/** Tell streams when the batches begin and how long RDDs are to be remembered. */
export function initializeStreams(streams: Iterable<DStream<any>>, zero: number, remember: number): void {
  for (const stream of streams) stream.initialize(zero)
  for (const stream of streams) stream.remember(remember)
}
