import { StreamError } from '../../kernel/errors.ts'
import { show } from '../../kernel/show.ts'
import type { RDD } from '../../rdd/rdd.ts'
import { DStream } from '../dstream.ts'
import type { Operator } from '../operator.ts'

/**
 * Check that RDDs of the same batch time of these streams can be combined.
 *
 * Errors    E_ARGUMENT, E_CONTEXT_MISMATCH, E_SLIDES_DIFFER
 */
export function requireSiblings(operator: Operator, streams: readonly DStream<any>[]): void {
  const [first] = streams
  if (first === undefined) return
  const at = String(operator.site)
  for (const stream of streams) requireStream(operator, stream)
  for (const stream of streams) {
    if (stream.context !== first.context)
      throw new StreamError('E_CONTEXT_MISMATCH', `${first.name} and ${stream.name} belong to different contexts`, {
        at,
        hint: 'Make both streams from one StreamingContext.',
      })
    if (stream.slide !== first.slide)
      throw new StreamError(
        'E_SLIDES_DIFFER',
        `the slide of ${first.name} is ${first.slide} ms and that of ${stream.name} is ${stream.slide} ms`,
        { at, hint: 'Give both the same slide, for example by a window.' },
      )
  }
}

function requireStream(operator: Operator, stream: DStream<any>): void {
  if (stream instanceof DStream) return
  throw new StreamError('E_ARGUMENT', `${operator.kind} was given ${show(stream, 60)} where it needs a stream`, {
    at: String(operator.site),
    hint: 'Give a DStream; an RDD is combined with each batch by transform((rdd) => ...).',
  })
}

/**
 * The RDDs of all streams at `time`.
 *
 * Errors    E_NO_RDD when one of them has none
 */
export async function requireRdds(
  operator: Operator,
  streams: readonly DStream<any>[],
  time: number,
): Promise<RDD<any>[]> {
  // One after the other: the inputs are then asked in a fixed order, so a run can be repeated.
  const rdds: RDD<any>[] = []
  for (const stream of streams) rdds.push((await stream.getOrCompute(time)) ?? refuse(operator, stream, time))
  return rdds
}

function refuse(operator: Operator, stream: DStream<any>, time: number): never {
  throw new StreamError('E_NO_RDD', `${stream.name} (${stream.operator.site}) has no RDD at ${time} ms`, {
    at: String(operator.site),
    hint: 'Have its source answer an empty RDD for batches without data.',
  })
}
