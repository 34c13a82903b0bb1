import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { FeedName } from '../generator/feed.ts'
import { Schedule } from '../generator/schedule.ts'
import { ROOT } from './places.ts'

interface Message {
  readonly port?: number
  readonly connected?: number
  readonly connectedAgain?: boolean
  readonly lost?: string
  readonly begun?: { first: number; start: number; rate: number }
  readonly ended?: { end: number; behind: number }
}

/** The generator process as the harness commands it. */
export class Sender {
  readonly schedule = new Schedule()
  readonly #child: ChildProcess
  readonly #waiting: ((message: Message) => boolean)[] = []
  /** What went wrong on the connection. */
  wrong: string | undefined

  constructor(feed: FeedName = 'text') {
    // On the last core by itself, so that all systems are left the same part of the machine.
    const generator = [process.execPath, `${ROOT}bench/generator/main.ts`, feed]
    this.#child = spawn('taskset', ['-c', '1', ...generator], { stdio: ['pipe', 'pipe', 'inherit'] })
    createInterface(this.#child.stdout as NodeJS.ReadableStream).on('line', (line) => {
      const message: Message = JSON.parse(line)
      if (message.connectedAgain) this.wrong ??= 'it connected a second time'
      if (message.lost) this.wrong ??= `the connection was lost: ${message.lost}`
      const index = this.#waiting.findIndex((take) => take(message))
      if (index >= 0) this.#waiting.splice(index, 1)
    })
  }

  #next<K extends keyof Message>(key: K): Promise<NonNullable<Message[K]>> {
    return new Promise((resolve) => {
      this.#waiting.push((message) => {
        const value = message[key]
        if (value !== undefined) resolve(value as NonNullable<Message[K]>)
        return value !== undefined
      })
    })
  }

  port(): Promise<number> {
    return this.#next('port')
  }

  connected(): Promise<number> {
    return this.#next('connected')
  }

  async begin(rate: number): Promise<void> {
    const begun = this.#next('begun')
    this.#tell({ rate })
    const { first, start } = await begun
    this.schedule.begin(first, start, rate)
  }

  /** End the phase; answers how many lines were sent over the whole connection. */
  async end(): Promise<number> {
    const ended = this.#next('ended')
    this.#tell({ end: true })
    const { end } = await ended
    const phase = this.schedule.phases.at(-1)
    if (phase !== undefined) phase.end = end
    return end
  }

  #tell(order: object): void {
    this.#child.stdin?.write(`${JSON.stringify(order)}\n`)
  }

  close(): void {
    this.#child.kill('SIGKILL')
  }
}
