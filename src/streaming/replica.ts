import { then } from '../kernel/eventual.ts'
import type { RestoredVersions } from '../kernel/kept-state.ts'
import type { Gap } from './batches/timeline.ts'
import type { StreamingContext } from './context.ts'
import type { DStream } from './dstream.ts'
import { initializeStreams, reachableStreams } from './graph.ts'
import { outputScope } from './output.ts'

/** With what the batches of a run begin. */
export interface Begun {
  readonly zero: number
  readonly remember: number
  /** Versions from which the states of the graph go on. */
  readonly states: readonly RestoredVersions[]
  readonly gaps: readonly Gap[]
}

/**
 * A streaming program on a host that follows the driver: it makes the RDDs of a batch when it is asked for something of
 * theirs. Inputs are not started and batches have no clock; what the driver learns is told by the host of the context.
 */
export class StreamingReplica {
  readonly #context: StreamingContext
  #streams: ReadonlySet<DStream<any>> = new Set()
  /** Scopes of jobs that were run again. */
  #again: { readonly scope: string; readonly time: number }[] = []

  constructor(context: StreamingContext) {
    this.#context = context
  }

  begin({ zero, remember, states, gaps }: Begun): void {
    const { graph, timeline } = this.#context
    for (const gap of gaps) timeline.leaveOut(gap)
    for (const { state, versions, imported } of states) graph.states[state]?.restore(versions, imported)
    graph.close('started')
    this.#context.follow()
    this.#streams = new Set([
      ...reachableStreams(graph),
      ...graph.streams.filter((stream) => stream.parents.length === 0),
    ])
    initializeStreams(this.#streams, zero, remember)
  }

  /** Make what belongs to `scope`: the RDD of a stream, or the job of an output operation, at a time. Resolves when it is done. */
  async evaluate(scope: string): Promise<void> {
    const { graph, sparkContext } = this.#context
    const [, output, number, at] = /^(?:out:(.*?)(?:~\d+)?|.*#(\d+))@(\d+)$/.exec(scope) ?? []
    const time = Number(at)
    const found = graph.outputs.find(({ operator }) => operator.defaultName === output)
    if (output !== undefined && scope !== (found && outputScope(found, time))) this.#again.push({ scope, time })
    if (number !== undefined) await ignoringFailure(() => graph.streams[Number(number)]?.getOrCompute(time))
    else if (found !== undefined)
      await ignoringFailure(() => then(found.job(time), (run) => run && sparkContext.within(scope, run)))
  }

  /** The batch of `time` is over. */
  end(time: number): void {
    const { graph, sparkContext } = this.#context
    for (const stream of this.#streams) stream.forgetBefore(time, true)
    for (const output of graph.outputs) sparkContext.host?.forget(outputScope(output, time))
    for (const again of this.#again) if (again.time <= time) sparkContext.host?.forget(again.scope)
    this.#again = this.#again.filter((again) => again.time > time)
  }
}

/** What fails here has failed on the driver, which tells its user. */
async function ignoringFailure(f: () => unknown): Promise<void> {
  try {
    await f()
  } catch {
    // Whoever waits for what was not made is told that it is not there.
  }
}
