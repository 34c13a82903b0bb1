import type { Site } from '../kernel/site.ts'

/** A program's graph as plain data: what explain prints, what a digest is made of, and what two hosts compare. */
export interface GraphOutline {
  readonly name: string
  /** Batch interval in ms. */
  readonly batch: number
  /** In order of definition. A stream is known by its position here. */
  readonly streams: readonly StreamOutline[]
  /** In order of registration. */
  readonly outputs: readonly OutputOutline[]
}

export interface OperatorOutline {
  readonly name: string
  /** What the user called: `map`. */
  readonly kind: string
  /** `word-count.ts:12`, or empty when no line of the user's is known. */
  readonly at: string
}

export interface StreamOutline extends OperatorOutline {
  /** Milliseconds between two RDDs of this stream. */
  readonly slide: number
  /** Positions of the parents. */
  readonly parents: readonly number[]
}

export interface OutputOutline extends OperatorOutline {
  /** Position of the stream that is put out. */
  readonly stream: number
}

/** As much of a graph as an outline needs; the graph of a StreamingContext is one. */
export interface GraphLike {
  readonly batch: number
  readonly streams: readonly StreamLike[]
  readonly outputs: readonly { readonly operator: OperatorLike; readonly stream: StreamLike }[]
}

export interface OperatorLike {
  readonly name: string
  readonly kind: string
  readonly site: Site
}

export interface StreamLike {
  readonly operator: OperatorLike
  readonly slide: number
  readonly parents: readonly StreamLike[]
}

export function outlineOf(name: string, graph: GraphLike): GraphOutline {
  const positions = new Map(graph.streams.map((stream, i) => [stream, i]))
  const positionOf = (stream: StreamLike): number => positions.get(stream) ?? -1
  return {
    name,
    batch: graph.batch,
    streams: graph.streams.map((stream) => ({
      ...operatorOf(stream.operator),
      slide: stream.slide,
      parents: stream.parents.map(positionOf),
    })),
    outputs: graph.outputs.map((output) => ({ ...operatorOf(output.operator), stream: positionOf(output.stream) })),
  }
}

function operatorOf({ name, kind, site }: OperatorLike): OperatorOutline {
  const file = site.file?.split(/[\\/]/).at(-1)
  return { name, kind, at: file === undefined ? '' : `${file}:${site.line}` }
}
