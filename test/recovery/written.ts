import { fileSink, isStreamError, type StreamingContext } from '../../src/index.ts'
import type { Random } from '../../src/kernel/random.ts'
import { bytesOf } from '../../src/storage/file-bytes.ts'
import { entriesOf } from '../../src/storage/manifest/blocks.ts'
import { DIRECTORY, type Take } from './machine.ts'
import { World } from './world.ts'

const OUT = '/data/out'
/** Each time that a process stands still there is more to be made up for; in the end it must come to it. */
const MOST_STALLS = 60
const FENCED = ['E_OUTPUT_FENCED', 'E_CHECKPOINT_FENCED'] as const

/** How its sink writes: by chance, but the same in all lives. */
interface Writing {
  readonly skipEmpty: boolean
  /** Records of a file. */
  readonly most: number
}

/**
 * A machine whose program writes files, and a reader outside of it, who follows the manifest: each batch is there once, and its
 * files have the bytes that they would have without any crash.
 */
export class Written extends World {
  readonly #writing: Writing
  /** Whether processes stand still now and then, are replaced, and go on. */
  readonly #stalls: boolean
  /** How often one stood still. */
  #stood = 0
  /** By batch, the records of each partition: known before they are written. */
  readonly #parts = new Map<number, readonly (readonly string[])[]>()

  constructor(random: Random, stalls = false) {
    super(random, {}, 'windows')
    this.#writing = { skipEmpty: random.below(2) === 0, most: 1 + random.below(4) }
    this.#stalls = stalls
    // A process is replaced, and the other one does something, before the machine crashes.
    if (stalls) this.longest = 200
  }

  /** Most of all where it has done something that nobody knows of yet. */
  protected override standsStill(path: string): boolean {
    if (!this.#stalls || this.#stood === MOST_STALLS) return false
    const stands = this.random.below(path.endsWith('_manifest') ? 5 : 40) === 0
    if (stands) this.#stood++
    return stands
  }

  protected override isShared(path: string): boolean {
    return path.startsWith(OUT) || path.startsWith(DIRECTORY)
  }

  /** A process that stood still while it began may take the directory from the one that has replaced it, which begins again. */
  protected override isForgiven(failure: unknown): boolean {
    return super.isForgiven(failure) || (this.#stalls && FENCED.some((code) => isStreamError(failure, code)))
  }

  protected override program(ssc: StreamingContext, take: Take): void {
    super.program(ssc, take)
    const lines = ssc.textFileStream('/in', { newFilesOnly: false }).map((line) => line.toUpperCase())
    lines.foreachRDD(async (rdd, time) => this.#note(time.milliseconds, await rdd.glom().collect()))
    const { skipEmpty, most } = this.#writing
    lines.writeTo(fileSink(OUT, { skipEmpty, roll: { records: most } }))
  }

  #note(time: number, parts: readonly (readonly string[])[]): void {
    const before = this.#parts.get(time)
    if (before !== undefined && JSON.stringify(before) !== JSON.stringify(parts)) this.wrong ??= `batch ${time} changed`
    this.#parts.set(time, parts)
  }

  protected override async happen(): Promise<void> {
    await super.happen()
    if (!this.files.hasCrashed) this.#look()
  }

  override check(): void {
    this.#look()
    super.check()
    const committed = this.#look()
    const { skipEmpty } = this.#writing
    const due = [...this.#parts].filter(([, parts]) => !skipEmpty || parts.some((part) => part.length > 0))
    const missing = due.find(([time]) => !committed.has(time))
    if (missing !== undefined) throw new Error(`batch ${missing[0]} was never committed`)
    const files = [...committed.values()].flat().toSorted()
    const listed = this.#listed().toSorted()
    if (files.join() !== listed.join()) throw new Error(`the manifest has ${files}, and there are ${listed}`)
  }

  /** Read all as anybody may at any moment. Answers the names of files by batch. */
  #look(): Map<number, readonly string[]> {
    return this.files.quietly(() => {
      const committed = new Map<number, readonly string[]>()
      for (const { batchTime, files } of entriesOf(this.files, OUT, 0)) {
        if (committed.has(batchTime)) this.wrong ??= `batch ${batchTime} was committed twice`
        const names = files.map(({ name }) => name)
        const due = [...this.#due(batchTime).keys()]
        if (names.join() !== due.join()) this.wrong ??= `batch ${batchTime} has ${names} for ${due}`
        committed.set(batchTime, names)
      }
      // A file that is listed is whole, whether its batch is committed or not.
      for (const name of new Set([...committed.values()].flat().concat(this.#listed()))) this.#compare(name)
      return committed
    })
  }

  #compare(name: string): void {
    const due = this.#due(Number.parseInt(name, 10)).get(name)
    const path = `${OUT}/${name}`
    const text = this.files.statSync(path) === undefined ? undefined : bytesOf(this.files, path).toString()
    if (text !== due) this.wrong ??= `${name} has ${JSON.stringify(text)} for ${JSON.stringify(due)}`
  }

  #listed(): string[] {
    if (this.files.statSync(OUT) === undefined) return []
    return this.files.listSync(OUT).flatMap(({ name }) => (name.startsWith('_') ? [] : [name]))
  }

  /** The files of a batch by name, with their content. */
  #due(time: number): Map<string, string> {
    const { skipEmpty, most } = this.#writing
    const files = new Map<string, string>()
    for (const [partition, records] of (this.#parts.get(time) ?? []).entries()) {
      const count = Math.max(Math.ceil(records.length / most), skipEmpty ? 0 : 1)
      for (let n = 0; n < count; n++) {
        const name = `${time}-${String(partition).padStart(5, '0')}${n > 0 ? `-${n}` : ''}.txt`
        files.set(
          name,
          records
            .slice(n * most, (n + 1) * most)
            .map((record) => `${record}\n`)
            .join(''),
        )
      }
    }
    return files
  }
}
