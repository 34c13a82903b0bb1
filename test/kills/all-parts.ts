import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { nodeFiles } from '../../src/storage/node-files.ts'
import { lettersOf } from '../../src/streaming/letters/letter-folders.ts'
import { recordOf } from '../../src/streaming/letters/letter-record.ts'
import type { AllPartsArgs } from './all-parts-job.ts'
import { Bank } from './bank.ts'
import { CommittedFiles } from './committed-files.ts'
import { type FileSource, fileSource } from './file-source.ts'
import { compiled, Life } from './life.ts'
import type { MainArgs } from './main.ts'
import { Oracle } from './oracle.ts'
import { sendingSource } from './sending-source.ts'
import type { Sink } from './sinks.ts'
import type { Source } from './sources.ts'

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url))

const CONF = {
  'spark.streaming.receiver.writeAheadLog.enable': 'true',
  'millstream.batch.onFailure': 'dead-letter',
  'spark.task.maxFailures': '1',
  'millstream.checkpoint.segment': '4k',
}

/** All that is around the program with every part, and whoever looks at what comes out of it. */
export class AllParts {
  readonly folder: string
  readonly bank: Bank
  readonly files: CommittedFiles
  readonly #lines: FileSource
  readonly #lives: Life[] = []
  readonly #queue: Source
  readonly #ways: readonly { readonly source: Source; readonly sink: Sink; readonly oracle: Oracle }[]

  private constructor(folder: string, lines: FileSource, queue: Source, bank: Bank) {
    this.folder = folder
    this.bank = bank
    this.files = new CommittedFiles(`${folder}/out`)
    this.#lines = lines
    this.#queue = queue
    this.#ways = [
      { source: lines, sink: this.files, oracle: new Oracle() },
      { source: queue, sink: bank, oracle: new Oracle() },
    ]
  }

  /** `prepare` is called with the folder before anything is in it. */
  static async open(prepare: (folder: string) => void = () => {}): Promise<AllParts> {
    await compiled(fileURLToPath(new URL('../../src/run.ts', import.meta.url)))
    const folder = mkdtempSync(join(tmpdir(), 'millstream-parts-'))
    prepare(folder)
    return new AllParts(folder, fileSource(folder, { everyBad: 5 }), await sendingSource(), await Bank.open())
  }

  get records(): number {
    return this.#ways.reduce((sum, { oracle }) => sum + oracle.records, 0)
  }

  /** Start the program. */
  start({ conf, ...more }: Partial<MainArgs> = {}): Life {
    const { folder, bank } = this
    const args: AllPartsArgs = {
      directory: `${folder}/in`,
      sending: portOf(this.#queue.args),
      out: `${folder}/out`,
      bank: portOf(bank.args),
    }
    const given: MainArgs = { job: './all-parts-job.ts', args, folder, conf: { ...CONF, ...conf }, ...more }
    const life = new Life([MAIN, JSON.stringify(given)])
    this.#lives.push(life)
    return life
  }

  /** True when something new came out of both ends since the last look, or since one of those that answered false. */
  readonly look = (): boolean => {
    for (const { sink, oracle } of this.#ways) for (const { line, where } of sink.look()) oracle.see(line, where)
    const isNew = this.#ways.every(({ oracle }, i) => oracle.records > (this.#before[i] ?? 0))
    if (isNew) this.#before = this.#ways.map(({ oracle }) => oracle.records)
    return isNew
  }
  #before: readonly number[] = []

  /** Let a process that runs come to the end of all records, and stop it. Throws what is lost. */
  async finish(life: Life): Promise<void> {
    for (const { source } of this.#ways) source.stop()
    await life.until(() => {
      this.look()
      return this.#ways.every(({ source, oracle }) => source.missing(oracle.hasCome) === undefined)
    }, 'the last record')
    assert.equal(await life.end('SIGTERM'), 0, life.said)
    this.look()
    for (const { sink, source, oracle } of this.#ways) {
      sink.check()
      oracle.check(source)
    }
    const letters = lettersOf(nodeFiles, `${this.folder}/state`)
    assert.deepEqual(letters.map(({ record }) => recordOf(record, '')).sort(), this.#lines.bad.toSorted())
  }

  async close(): Promise<void> {
    for (const life of this.#lives) await life.end('SIGKILL')
    for (const { source, sink } of this.#ways) {
      source.close()
      sink.close()
    }
    rmSync(this.folder, { recursive: true, force: true })
  }
}

const portOf = (args: object): number => ('port' in args ? Number(args.port) : 0)
