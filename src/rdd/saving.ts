import { encodeRecords } from '../kernel/codec.ts'
import type { Site } from '../kernel/site.ts'
import { OutputDirectory } from '../storage/output-directory.ts'
import type { PartFile } from '../storage/part-files.ts'
import type { ActionOptions } from './given.ts'
import { placedAsync, type RDD } from './rdd.ts'
import { booleanSetting } from './settings.ts'
import { textOf } from './text.ts'

/** How an RDD is written into a directory. */
export interface SaveOptions extends ActionOptions {
  /** Write over what is there. Default: refuse, unless `spark.hadoop.validateOutputSpecs` is false. */
  readonly overwrite?: boolean
  /** gzip, deflate, brotli or zstd, or the class name of Hadoop's codec for one. */
  readonly codec?: string | undefined
}

export type WritePart = (part: PartFile, records: Iterable<unknown>) => void

/** Write every partition of `rdd` as a part file of the directory `path`: all of them or nothing. */
export async function saveParts(
  rdd: RDD<any>,
  site: Site,
  path: string,
  write: WritePart,
  options: SaveOptions,
): Promise<void> {
  const { conf, environment } = rdd.context
  const overwrite = options.overwrite ?? !booleanSetting(conf, 'spark.hadoop.validateOutputSpecs')
  const directory = new OutputDirectory(environment.files, path, { codec: options.codec, overwrite, at: String(site) })
  const { context } = rdd
  await context.once('begin', () => directory.begin())
  try {
    await context.run(rdd, { kind: 'partition', f: writingParts(rdd, site, directory, write) }, options)
    await context.once('commit', () => directory.commit(rdd.node.partitions))
  } catch (error) {
    await context.once('abort', () => directory.abort())
    throw error
  }
}

const writingParts = (rdd: RDD<any>, site: Site, directory: OutputDirectory, write: WritePart) =>
  rdd.context.at(site, () =>
    placedAsync(rdd, site.operator, async (records: Iterable<unknown>, index: number): Promise<void> => {
      const part = directory.part(index)
      try {
        write(part, records)
        await part.commit()
      } catch (error) {
        await part.abort()
        throw error
      }
    }),
  )

export const writeText: WritePart = (part, records) => part.writeLines(lines(records))

function* lines(records: Iterable<unknown>): Generator<string> {
  for (const record of records) yield textOf(record)
}

/** Records in one frame of an object file. */
const FRAME = 1024

export const writeObjects: WritePart = (part, records) => {
  let frame: unknown[] = []
  for (const record of records) {
    frame.push(record)
    if (frame.length < FRAME) continue
    part.writeBytes(encodeRecords(frame))
    frame = []
  }
  if (frame.length > 0) part.writeBytes(encodeRecords(frame))
}
