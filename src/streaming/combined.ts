import { StreamError } from '../kernel/errors.ts'
import { show } from '../kernel/show.ts'
import type { Time } from '../kernel/time.ts'
import type { RDD } from '../rdd/rdd.ts'
import type { StreamingContext } from './context.ts'
import { DStream } from './dstream.ts'
import type { Operator } from './operator.ts'
import { requireRdds, requireSiblings } from './surface/siblings.ts'
import { transformed } from './surface/transform.ts'

/** The union of any number of streams of `context`, more than none. */
export function unionAll<T>(context: StreamingContext, streams: readonly DStream<T>[]): DStream<T> {
  const operator = context.graph.define('union')
  const [first] = requireSome(operator, context, streams)
  const { sparkContext } = context
  return new DStream<T>(context, operator, {
    slide: first.slide,
    parents: streams,
    compute: async (time) => {
      const rdds = await requireRdds(operator, streams, time)
      return sparkContext.at(operator.site, () => sparkContext.union(rdds))
    },
  })
}

/** What `f` makes of the RDDs of any number of streams of `context`, more than none. */
export function transformAll<U>(
  context: StreamingContext,
  streams: readonly DStream<any>[],
  f: (rdds: RDD<any>[], time: Time) => RDD<U> | Promise<RDD<U>>,
): DStream<U> {
  const operator = context.graph.define('transform')
  if (!Array.isArray(streams))
    throw new StreamError('E_ARGUMENT', `transform was given ${show(streams, 60)} where it needs streams`, {
      at: String(operator.site),
      hint: 'Give an array of streams, and then the function.',
    })
  requireSome(operator, context, streams)
  return transformed([...streams], operator, operator.placeAsync(f))
}

function requireSome<T>(operator: Operator, context: StreamingContext, streams: readonly DStream<T>[]): [DStream<T>] {
  const at = String(operator.site)
  const [first] = streams
  if (first === undefined)
    throw new StreamError('E_ARGUMENT', `${operator.kind} was given no stream`, {
      at,
      hint: 'Pass at least one stream.',
    })
  requireSiblings(operator, streams)
  if (first.context === context) return [first]
  throw new StreamError('E_CONTEXT_MISMATCH', `${first.name} belongs to another context`, {
    at,
    hint: 'Call it on the StreamingContext that made the streams.',
  })
}
