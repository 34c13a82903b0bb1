import type { Answer, Question } from './bank-client.ts'
import { LineServer } from './line-server.ts'
import type { OutputArgs, Sink, Visible } from './sinks.ts'

/** Moments of a commit, as the bank sees them. */
export const MOMENTS = ['commit came', 'committed and not answered', 'commit answered'] as const
export type Moment = (typeof MOMENTS)[number]

/** What was noted of a slot. */
interface Row {
  epoch: number
  time: number | undefined
}

/**
 * A store with transactions: the lines of a partition and the time of their batch become
 * visible together. A writer with an epoch below one that it knows is turned away.
 */
export class Bank implements Sink {
  readonly args: OutputArgs
  readonly #server: LineServer
  readonly #rows = new Map<string, Row>()
  #fresh: Visible[] = []
  /** Called at each moment of each commit. */
  onMoment: (moment: Moment) => void = () => {}
  /** Writers that were turned away. */
  refused = 0
  /** Batches that had been committed already. */
  repeated = 0

  private constructor(server: LineServer) {
    this.#server = server
    this.args = { kind: 'bank', port: server.port }
  }

  static async open(): Promise<Bank> {
    const bank: Bank = new Bank(await LineServer.open((question, answer) => bank.#answer(question, answer)))
    return bank
  }

  look(): readonly Visible[] {
    const fresh = this.#fresh
    this.#fresh = []
    return fresh
  }

  check(): void {}

  close(): void {
    this.#server.close()
  }

  #answer(question: Question, send: (line: string) => void): void {
    const isCommit = question.lines !== undefined
    if (isCommit) this.onMoment('commit came')
    const answer = this.#act(question)
    if (isCommit) this.onMoment('committed and not answered')
    send(JSON.stringify(answer))
    if (isCommit) this.onMoment('commit answered')
  }

  #act({ slot, epoch, time, lines }: Question): Answer {
    const row = this.#rows.get(slot) ?? { epoch, time: undefined }
    this.#rows.set(slot, row)
    if (epoch < row.epoch) {
      this.refused++
      return { refused: `epoch ${epoch} was replaced by ${row.epoch}` }
    }
    row.epoch = epoch
    if (lines === undefined) {
      if (row.time !== undefined && row.time >= time) this.repeated++
      return { last: row.time }
    }
    if (row.time !== undefined && row.time >= time) return { refused: `${slot} has batch ${row.time} already` }
    row.time = time
    for (const line of lines) this.#fresh.push({ line, where: `${slot} at ${time}` })
    return {}
  }
}
