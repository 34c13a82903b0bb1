import type { OutputTask } from '../../connect/sink.ts'
import { type Files, joinPath } from '../../storage/files.ts'
import type { ManifestFile } from '../../storage/manifest/block.ts'
import type { Staged } from '../../storage/manifest/output-folder.ts'
import type { FilePlan } from './file-options.ts'
import { StagedFile } from './staged-file.ts'

/** A file of a partition that is written, and not yet in its place. */
export type WrittenFile = ManifestFile & Staged

/** Write a partition into one or more files below `staging`. Answers them; leaves nothing when it fails. */
export async function writePartition(
  files: Files,
  plan: FilePlan,
  records: Iterable<unknown>,
  { batchTime, partition }: OutputTask,
  staging: string,
): Promise<readonly WrittenFile[]> {
  const { format, roll, compression } = plan
  const opened: StagedFile[] = []
  const written: WrittenFile[] = []
  const time = batchTime.milliseconds
  const open = (): StagedFile => {
    const file = new StagedFile(files, joinPath(staging, `${time}-${partition}-${opened.length}`), compression)
    opened.push(file)
    file.append(format.head)
    return file
  }
  const end = async (file: StagedFile): Promise<void> => {
    const bytes = await file.end()
    const name = plan.nameOf(time, partition, written.length)
    written.push({ name, partition, records: file.records, bytes, staged: file.path })
  }
  try {
    let file: StagedFile | undefined
    for (const record of records) {
      file ??= open()
      file.appendRecord(format.line(record))
      if (file.records < roll.records && file.bytes < roll.bytes) continue
      await end(file)
      file = undefined
    }
    if (file === undefined && opened.length === 0 && !plan.skipEmpty) file = open()
    if (file !== undefined) await end(file)
    return written
  } catch (error) {
    for (const file of opened) await file.abort().catch(() => {})
    throw error
  }
}
