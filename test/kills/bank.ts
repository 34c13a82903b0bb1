import { createServer, type Server, type Socket } from 'node:net'
import type { Answer, Question } from './bank-client.ts'
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
 * A store with transactions, in a process that nobody kills: the lines of a partition and the time of their batch become
 * visible together. A writer with an epoch below one that it knows is turned away.
 */
export class Bank implements Sink {
  readonly args: OutputArgs
  readonly #server: Server
  readonly #rows = new Map<string, Row>()
  #fresh: Visible[] = []
  /** Called at each moment of each commit. */
  onMoment: (moment: Moment) => void = () => {}
  /** Writers that were turned away. */
  refused = 0
  /** Batches that had been committed already. */
  repeated = 0

  private constructor(server: Server, port: number) {
    this.#server = server
    this.args = { kind: 'bank', port }
  }

  static async open(): Promise<Bank> {
    const server = createServer((socket) => bank.#serve(socket))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    const bank = new Bank(server, typeof address === 'object' && address !== null ? address.port : 0)
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

  #serve(socket: Socket): void {
    let rest = ''
    socket.on('error', () => {})
    socket.setEncoding('utf8').on('data', (text: string) => {
      const questions = (rest + text).split('\n')
      rest = questions.pop() ?? ''
      for (const question of questions) this.#answer(socket, JSON.parse(question))
    })
  }

  #answer(socket: Socket, question: Question): void {
    const isCommit = question.lines !== undefined
    if (isCommit) this.onMoment('commit came')
    const answer = this.#act(question)
    if (isCommit) this.onMoment('committed and not answered')
    socket.write(`${JSON.stringify(answer)}\n`)
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
