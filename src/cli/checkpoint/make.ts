import { StreamError } from '../../kernel/errors.ts'
import type { KeptVersion } from '../../kernel/kept-state.ts'
import { VERSION } from '../../kernel/version.ts'
import { encodeChanges } from '../../state/changes.ts'
import { copy } from '../../storage/copy.ts'
import { directoryOf, type Files } from '../../storage/files.ts'
import { LogWriter } from '../../storage/log/log-writer.ts'
import type { Seal } from '../../storage/log/seal.ts'
import { writing } from '../../storage/output-errors.ts'
import { logDirectory, logSeal } from '../../streaming/checkpoint/checkpoint-log.ts'
import { keptFolderOf } from '../../streaming/checkpoint/kept-folder.ts'
import { receivedFolder } from '../../streaming/checkpoint/received.ts'
import { encodeRecord } from '../../streaming/checkpoint/record-bytes.ts'
import type { BaseRecord, DoneRecord } from '../../streaming/checkpoint/records.ts'
import type { Contents } from './contents.ts'
import type { KeptState, States } from './states-file.ts'

/** What a checkpoint is made of beside its states. */
export interface Making {
  readonly files: Files
  readonly directory: string
  /** ms since 1970. */
  readonly now: number
  /** A checkpoint from which everything else is taken: inputs, what they gave to batches, what receivers received. */
  readonly base: Contents | undefined
  /** What is made is sealed with it, as the base is. */
  readonly seal?: Seal | undefined
}

/**
 * Make a directory of checkpoints from which a program goes on with these states. It is made beside its place and put there as
 * a whole. Without a base the inputs begin anew, and so the batches go on from now.
 *
 * Errors    E_OUTPUT_EXISTS, E_OUTPUT_UNWRITABLE
 */
export async function makeCheckpoint(states: States, { files, directory, now, base, seal }: Making): Promise<void> {
  await writing(directory, async () => {
    if (files.statSync(directory) !== undefined || files.linkSync(directory) !== undefined) throw exists(directory)
    const parent = directoryOf(directory)
    await files.makeDirectory(parent)
    const made = await files.temporaryDirectory('.millstream-import-', parent)
    try {
      await write(files, made, recordsOf(states, now, base), seal)
      if (base !== undefined) await copyReceived(files, base.kept, keptFolderOf(made, 0))
      await files.rename(made, directory)
      await files.syncDirectory(parent)
    } catch (error) {
      await files.remove(made)
      throw error
    }
  })
}

async function write(
  files: Files,
  directory: string,
  records: readonly (readonly Uint8Array[])[],
  seal: Seal | undefined,
): Promise<void> {
  const log = await LogWriter.open(files, logDirectory(keptFolderOf(directory, 0)), { seal: logSeal(seal) })
  for (const record of records) log.append(record)
  await log.close()
}

async function copyReceived(files: Files, from: string, to: string): Promise<void> {
  const received = receivedFolder(from)
  if (files.statSync(received) === undefined) return
  await copy(files, received, receivedFolder(to), { private: true })
  for (const log of files.listSync(receivedFolder(to))) {
    for (const { path } of files.listSync(log.path)) await files.syncFile(path)
    await files.syncDirectory(log.path)
  }
  await files.syncDirectory(receivedFolder(to))
}

function recordsOf(states: States, now: number, base: Contents | undefined): (readonly Uint8Array[])[] {
  const from = base?.recovered ?? { base: states, time: latest(states, now), inputs: new Map() }
  const { batch, zero, remember } = from.base
  const time = from.time ?? zero
  const kinds = new Map(base?.recovered.base.inputs.map(({ name, kind }) => [name, kind]))
  const first: BaseRecord = {
    ...{ kind: 'base', starts: true, job: states.job, millstream: VERSION, epoch: base?.recovered.base.epoch ?? 0 },
    ...{ zero, batch, remember, imported: time, relaid: [] },
    // The program lays the keys out as it needs them: what does not lie by the hash of the key is always laid out anew.
    states: states.states.map(({ name, kind, version }) => ({ name, kind, version, partitions: 1, byHash: false })),
    inputs: [...from.inputs].map(([name, kept]) => ({ name, kind: kinds.get(name) ?? '', ...kept })),
  }
  const versions = states.states.map((state) => versionOf(state, time))
  const done: DoneRecord = { kind: 'done', time, stands: time, states: versions, accumulators: states.accumulators }
  return [encodeRecord(first), encodeRecord(done)]
}

/** The last batch that would be done now. */
const latest = ({ zero, batch, time }: States, now: number): number =>
  Math.max(time, zero + Math.floor((now - zero) / batch) * batch)

function versionOf({ name: operator, entries }: KeptState, to: number): KeptVersion {
  const [keys, values] = [entries.map(([key]) => key), entries.map(([, value]) => value)]
  const set = { keys, orders: keys.map((_, order) => order), states: values }
  const same = { keys: [], orders: [], states: [] }
  const changes = encodeChanges({ to, nextOrder: keys.length, deleted: [], set, same })
  return { operator, partition: 0, to, changes, begins: true, ends: true, isFirst: true }
}

const exists = (directory: string): StreamError =>
  new StreamError('E_OUTPUT_EXISTS', 'something is there already', {
    at: directory,
    hint: 'Name a directory that is not there.',
  })
