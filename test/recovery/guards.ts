import type { Kind } from './kinds.ts'

/** Something without which records would be lost or come twice, and the source without it. */
export interface Guard {
  readonly name: string
  /** Below src/. */
  readonly file: string
  readonly code: string
  readonly without: string
  /** Who finds out. */
  readonly kind: Kind
  /** The first history. Default: 0. */
  readonly seed?: number
}

export const GUARDS: readonly Guard[] = [
  {
    name: 'letters are durable before a batch goes on without their records',
    file: 'streaming/letters/dead-letters.ts',
    code: 'await this.#parts.box.add(letters)',
    without: 'void this.#parts.box.add(letters).catch(() => {})',
    kind: 'letters',
  },
  {
    name: 'jobs wait until decisions are durable',
    file: 'streaming/checkpoint/checkpointing.ts',
    code: 'return this.#log.durable(number)',
    without: 'return undefined',
    kind: 'files',
  },
  {
    name: 'decisions wait for the blocks that they speak of',
    file: 'streaming/checkpoint/checkpointing.ts',
    code: 'return Promise.all(logged).then(() => this.#decide(time, live))',
    without: 'return this.#decide(time, live)',
    kind: 'received',
  },
  {
    name: 'a block is stored when it is durable',
    file: 'engine/receivers/supervisor.ts',
    code: 'if (logged !== undefined) await this.#options.log?.durable(logged)',
    without: '',
    kind: 'received',
  },
  {
    name: 'records are synced',
    file: 'storage/log/log-writer.ts',
    code: '    await open.file.sync()\n',
    without: '',
    kind: 'files',
  },
  {
    name: 'the name of a segment is synced',
    file: 'storage/log/log-writer.ts',
    code: 'if (open.synced === 0) await this.#files.syncDirectory(this.#directory)',
    without: '',
    kind: 'files',
  },
  {
    name: 'the directory of a log is durable',
    file: 'storage/log/log-writer.ts',
    code: 'await makeDurableDirectory(files, directory)',
    without: 'await files.makeDirectory(directory)',
    kind: 'files',
  },
  {
    name: 'batches go on behind the last that stands',
    file: 'streaming/checkpoint/open.ts',
    code: 'last: recovered.time ?? recovered.base.zero',
    without: 'last: (recovered.time ?? recovered.base.zero) + recovered.base.batch',
    kind: 'files',
  },
  {
    name: 'versions behind the last batch are not taken',
    file: 'streaming/checkpoint/recovery.ts',
    code: 'made.filter(({ to }) => to <= time)',
    without: 'made',
    kind: 'failing',
  },
  {
    name: 'decisions are kept as long as batches look back',
    file: 'streaming/checkpoint/checkpointing.ts',
    code: 'this.#book.forget(stands - (this.#begin?.remember ?? 0))',
    without: 'this.#book.forget(stands)',
    kind: 'windows',
  },
  {
    name: 'what was decided is not decided again',
    file: 'streaming/inputs/files.ts',
    code: 'for (const [time, files] of selections) this.#selected.set(time, files)',
    without: '',
    kind: 'files',
  },
  {
    name: 'files that were selected are not selected again',
    file: 'streaming/inputs/files-selector.ts',
    code: 'for (const path of paths) this.#seen.set(path, time)',
    without: '',
    kind: 'windows',
  },
  {
    name: 'what was received and belongs to no batch is still there',
    file: 'streaming/receivers/receiver-input.ts',
    code: 'if (number >= next) this.#waiting.push(block)',
    without: ';',
    kind: 'received',
  },
  {
    name: 'blocks of a batch stay with it',
    file: 'streaming/receivers/receiver-input.ts',
    code: ' || time <= this.#decided) return',
    without: ') return',
    kind: 'received',
  },
  {
    name: 'accumulators go on',
    file: 'streaming/checkpoint/checkpointing.ts',
    code: 'if (kept?.has(name)) accumulator.restore(kept.get(name))',
    without: ';',
    kind: 'files',
  },
  {
    name: 'sums of accumulators are those of the batch that stands',
    file: 'streaming/checkpoint/recovery.ts',
    code: 'this.#done.findLast((record) => record.time <= (time ?? Number.NEGATIVE_INFINITY))',
    without: 'this.#done.at(-1)',
    kind: 'failing',
  },
  {
    name: 'a state goes on from the version before',
    file: 'streaming/surface/state-versions.ts',
    code: '    this.#newest = versions.at(-1)\n',
    without: '',
    kind: 'files',
  },
  {
    name: 'records of old batches are made from the versions of then',
    file: 'streaming/surface/state-versions.ts',
    code: 'if (time <= this.#restored) return this.#kept.findLast((version) => version < time)',
    without: '',
    kind: 'files',
  },
  {
    name: 'entries come back in their order',
    file: 'state/restore.ts',
    code: '      slots.sort()\n',
    without: '',
    kind: 'files',
  },
  {
    name: 'deleted keys stay deleted',
    file: 'state/restore.ts',
    code: '    for (const key of deleted) remove(slots, key as K)\n',
    without: '',
    kind: 'files',
  },
  {
    name: 'a batch that failed does not stand',
    file: 'streaming/execution.ts',
    code: '    this.#parts.checkpointing?.hold(time)\n',
    without: '',
    kind: 'failing',
  },
  {
    name: 'a batch without records stays without',
    file: 'streaming/receivers/receiver-input.ts',
    code: 'return { records: count(this.#allocated.get(time) ?? []), numbers: this.#numbers.get(time) }',
    without:
      'const blocks = this.#allocated.get(time)\nreturn (blocks && { records: 1, numbers: this.#numbers.get(time) }) as any',
    kind: 'received',
  },
  {
    name: 'what a killed process has written is synced by the next',
    file: 'storage/log/log-writer.ts',
    code: 'if (last !== undefined && !isEmpty) await files.syncFile(last.path)',
    without: '',
    kind: 'failing',
  },
  {
    name: 'something is left to say how far the numbers of a log have come',
    file: 'storage/log/log-writer.ts',
    code: 'after?.first ?? this.#durableOpen?.first',
    without: 'after?.first ?? this.#open?.first',
    kind: 'received',
    seed: 40,
  },
  {
    name: 'what a task writes is synced',
    file: 'rdd/sinks/staged-file.ts',
    code: '      await this.#file.sync()\n',
    without: '',
    kind: 'written',
  },
  {
    name: 'a file that is put into place, such as a block of the manifest, is synced before it has its name',
    file: 'storage/publish.ts',
    code: '    await file.sync()\n',
    without: '',
    kind: 'written',
  },
  {
    name: 'the names of files are synced before the manifest says so',
    file: 'storage/manifest/output-folder.ts',
    code: '    await files.syncDirectory(this.#directory)\n',
    without: '',
    kind: 'written',
  },
  {
    name: 'a batch is committed when its entry survives',
    file: 'storage/manifest/output-folder.ts',
    code: '    await files.syncDirectory(manifestOf(this.#directory))\n',
    without: '',
    kind: 'written',
  },
  {
    name: 'an entry that is found is synced by who goes on from it',
    file: 'storage/manifest/output-folder.ts',
    code: '    await this.#files.syncDirectory(manifestOf(this.#directory))\n',
    without: '',
    kind: 'replaced',
    seed: 60,
  },
  {
    name: 'the directory of the manifest is durable',
    file: 'storage/manifest/output-folder.ts',
    code: 'await makeDurableDirectory(files, manifestOf(directory))',
    without: 'await files.makeDirectory(manifestOf(directory))',
    kind: 'written',
  },
  {
    name: 'a batch that is committed is not committed again',
    file: 'storage/manifest/output-folder.ts',
    code: 'if (this.#has(entry.batchTime)) {',
    without: 'if (false) {',
    kind: 'written',
  },
  {
    name: 'who was replaced cannot rename any more',
    file: 'storage/manifest/staging.ts',
    code: 'if (FOLDER.test(name)) await files.rename(',
    without: 'if (false) await files.rename(',
    kind: 'replaced',
  },
  {
    name: 'who was replaced does not reach what is kept any more',
    file: 'streaming/checkpoint/kept-folder.ts',
    code: "padStart(10, '0')}`)",
    without: "padStart(0).slice(0, 0).padStart(10, '0')}`)",
    kind: 'replaced',
  },
]
