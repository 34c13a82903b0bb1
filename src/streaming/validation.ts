import { StreamError } from '../kernel/errors.ts'
import type { Site } from '../kernel/site.ts'
import { type Graph, nameTaken } from './graph.ts'
import type { Operator } from './operator.ts'

/**
 * Check what can be known of a program before it starts, and raise all of it at once. `start` is the user's call; `logs`:
 * receivers are to be logged, and there is no place for it.
 *
 * Errors    E_NO_OUTPUT, E_NAME_TAKEN, E_CHECKPOINT_DIR
 */
export function validate(graph: Graph, checkpointDirectory: string | undefined, start: Site, logs = false): void {
  const issues = [...missingOutput(graph, start), ...takenNames(graph), ...missingDirectory(graph, checkpointDirectory)]
  if (logs) issues.push(noPlaceForLogs(start))
  const [first] = issues
  if (first === undefined) return
  if (issues.length === 1) throw first
  throw new StreamError(first.code, `${issues.length} things must be mended before the start\n${list(issues)}`, {
    at: String(start),
  })
}

function missingOutput(graph: Graph, start: Site): StreamError[] {
  if (graph.outputs.length > 0) return []
  return [
    new StreamError('E_NO_OUTPUT', 'no output operation is defined, so there is nothing to do', {
      at: String(start),
      hint: 'Call print, foreachRDD or another output operation on a stream before start.',
    }),
  ]
}

/** A name is checked when it is given, but an operator defined later may have it by default. */
function takenNames(graph: Graph): StreamError[] {
  const owners = new Map<string, Operator>()
  const issues: StreamError[] = []
  for (const { operator } of graph.streams) {
    const owner = owners.get(operator.name) ?? operator
    owners.set(operator.name, owner)
    if (owner !== operator) issues.push(nameTaken(operator, operator.name, owner))
  }
  return issues
}

function missingDirectory(graph: Graph, directory: string | undefined): StreamError[] {
  if (directory !== undefined) return []
  return graph.streams
    .filter((stream) => stream.checkpointInterval !== undefined)
    .map(
      (stream) =>
        new StreamError('E_CHECKPOINT_DIR', `the stream is to be checkpointed each ${stream.checkpointInterval} ms`, {
          at: String(stream.operator.site),
          hint: 'Set a directory with checkpoint(directory) of the streaming context.',
        }),
    )
}

const noPlaceForLogs = (start: Site): StreamError =>
  new StreamError(
    'E_CHECKPOINT_DIR',
    'spark.streaming.receiver.writeAheadLog.enable needs a directory for checkpoints',
    {
      at: String(start),
      hint: 'Set a directory with checkpoint(directory) of the streaming context.',
    },
  )

const list = (issues: readonly StreamError[]): string =>
  issues
    .map((issue, n) => `  ${n + 1}. ${issue.message}`)
    .join('\n')
    // The full stop of the whole is the last one's.
    .replace(/\.$/, '')
