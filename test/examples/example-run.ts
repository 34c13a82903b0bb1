import { setImmediate as turn } from 'node:timers/promises'
import type { Connection } from '../../src/connect/index.ts'
import { type Environment, run, type StreamingRun } from '../../src/index.ts'
import { LineLogger } from '../../src/kernel/log.ts'
import { ManualClock, MemoryFiles, MemoryNetwork } from '../../src/testing/index.ts'
import { pathOf } from './example.ts'

/** Batch interval of every example, in ms. */
const BATCH = 1000
/** A source's lines of a second come in this many parts, one for each block interval of a receiver. */
const PARTS = 5

/** The world of an example: time that stands still, a network and files in memory, and what it prints and logs. */
export class World {
  readonly clock = new ManualClock()
  readonly network = new MemoryNetwork()
  /** In the place of the disk, when an example is given them. */
  readonly files = new MemoryFiles(this.clock)
  /** Notices and errors: none, when all goes well. */
  readonly logged: string[] = []
  #printed = ''

  /** What stands on the standard output. */
  get output(): string {
    return this.#printed
  }

  get environment(): Partial<Environment> {
    const logger = new LineLogger((line) => this.logged.push(line))
    const print = (text: string): void => {
      this.#printed += `${text}\n`
    }
    return { clock: this.clock, network: this.network, logger, print }
  }
}

/** A streaming job of examples/ that runs in a world of its own, its source on the port that the examples ask for. */
export class ExampleRun {
  readonly world: World
  readonly #job: StreamingRun
  readonly #done: Promise<void>
  readonly #clients: ReadonlySet<Connection>

  private constructor(world: World, job: StreamingRun, clients: ReadonlySet<Connection>) {
    this.world = world
    this.#job = job
    this.#done = job.done
    this.#clients = clients
  }

  /** `parts` of the world are taken in the place of the standard ones: `{ files: world.files }`. */
  static async start(name: string, world = new World(), parts: Partial<Environment> = {}): Promise<ExampleRun> {
    const clients = new Set<Connection>()
    await world.network.listen({ host: 'localhost', port: 9999 }, (client) => {
      clients.add(client)
      return { close: () => void clients.delete(client) }
    })
    const job = await run(pathOf(name), { environment: { ...world.environment, ...parts } })
    if (job.kind !== 'streaming') throw new Error(`${name} is no streaming job`)
    await world.network.idle()
    return new ExampleRun(world, job, clients)
  }

  /** One batch after another, each of the lines of one second; the source sends them evenly. */
  async batches(seconds: readonly (readonly string[])[]): Promise<void> {
    for (const lines of seconds) await this.#batch(lines)
  }

  async #batch(lines: readonly string[]): Promise<void> {
    for (let part = 0; part < PARTS; part++) {
      this.#send(lines.slice((part * lines.length) / PARTS, ((part + 1) * lines.length) / PARTS))
      await this.world.network.idle()
      this.world.clock.advance(BATCH / PARTS)
    }
    await this.world.network.idle()
    await this.#job.context.idle()
  }

  /** In two pieces, which end anywhere in a line, as those of a real network do. */
  #send(lines: readonly string[]): void {
    const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''))
    const middle = bytes.length >> 1
    for (const client of this.#clients)
      for (const piece of [bytes.subarray(0, middle), bytes.subarray(middle)]) client.write(piece)
  }

  /** Cut the connection to the source; returns when the job has seen it. */
  async breakConnection(): Promise<void> {
    this.world.network.breakAll()
    await turn()
  }

  /** Ends the job. Rejects with what failed in it. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#job.stop()
    await this.#done
  }
}
