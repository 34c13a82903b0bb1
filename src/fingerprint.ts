import { VERSION } from './kernel/version.ts'
import { fingerprintOf, type ProgramFingerprint } from './program/digest.ts'
import type { JobDefinition } from './program/job.ts'
import { outlineOf } from './program/outline.ts'
import type { StreamingContext } from './streaming/context.ts'

/** What a host has built, to be compared with what another one has. `context` is that of a streaming job. */
export function fingerprintOfJob(
  job: JobDefinition,
  args: unknown,
  context: StreamingContext | undefined,
): ProgramFingerprint {
  const graph = context?.graph ?? { batch: 0, streams: [], outputs: [] }
  const functions = context?.sparkContext.scopes.entries() ?? [[{ scope: job.name, index: 0 }, job.build] as const]
  return fingerprintOf({ outline: outlineOf(job.name, graph), functions, args, version: VERSION })
}
