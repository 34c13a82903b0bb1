import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { type Sink, transactionalSink } from 'millstream'

/** What is asked of the bank: with lines, that they are committed; without, what was committed last. */
export interface Question {
  readonly slot: string
  readonly epoch: number
  readonly time: number
  readonly lines?: readonly string[]
}

export interface Answer {
  readonly last?: number | undefined
  readonly refused?: string
}

interface Transaction {
  readonly socket: Socket
  lines: readonly string[]
}

/** A sink that has the bank commit its lines, one connection a transaction. */
export const bankSink = (port: number): Sink<string, unknown> =>
  transactionalSink<string, Transaction>({
    begin: () => ({ socket: connect(port, '127.0.0.1').setEncoding('utf8'), lines: [] }),
    async lastCommitted({ socket }, slot, { epoch, batchTime }) {
      return (await ask(socket, { slot, epoch, time: batchTime.milliseconds })).last
    },
    write(tx, lines) {
      tx.lines = [...lines]
    },
    async commit({ socket, lines }, slot, time, { epoch }) {
      await ask(socket, { slot, epoch, time, lines })
      socket.end()
    },
    rollback: ({ socket }) => void socket.destroy(),
  })

async function ask(socket: Socket, question: Question): Promise<Answer> {
  socket.write(`${JSON.stringify(question)}\n`)
  // An answer is short, so it comes in one piece.
  const [text] = await once(socket, 'data')
  const answer: Answer = JSON.parse(text)
  if (answer.refused !== undefined) throw new Error(answer.refused)
  return answer
}
