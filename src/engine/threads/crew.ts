import type { Clock } from '../../kernel/clock/clock.ts'
import { StreamError } from '../../kernel/errors.ts'
import type { Logger } from '../../kernel/log.ts'
import type { Threads } from '../../kernel/threads.ts'
import { thrownText } from '../../kernel/thrown.ts'
import { Member } from './member.ts'
import { MemoryShortage } from './memory-shortage.ts'
import type { FromWorker, Notice, WorkerData } from './messages.ts'
import { ProgressBoard } from './progress-board.ts'
import { fromWire } from './wire-error.ts'

export interface CrewParts {
  readonly threads: Threads
  readonly entry: URL
  readonly workers: number
  /** Bytes for the objects of each; undefined is what there is by itself. */
  readonly memory: number | undefined
  readonly clock: Clock
  /** `board` is where the worker shows that it goes on. */
  readonly data: (number: number, board: SharedArrayBuffer) => WorkerData
  readonly logger: Logger
  /** Reject unless the worker's program is the driver's. */
  readonly compare: (host: string, ready: FromWorker & { readonly kind: 'ready' }) => Promise<void>
  /** What the new worker of a number must know of what was told before it came. */
  readonly lasting: (number: number) => readonly Notice[]
  /** A worker is gone, with all that lay there. */
  readonly lost: (member: Member) => void
  /** A worker has been sent something to do. */
  readonly sent: () => void
}

/** The worker threads of an engine: started at once, replaced when they die. */
export class Crew {
  readonly #parts: CrewParts
  readonly #members: Member[] = []
  #stopped = false

  constructor(parts: CrewParts) {
    this.#parts = parts
    for (let number = 0; number < parts.workers; number++) this.#members.push(this.#start(number))
  }

  /** The worker of number `p`, counted around. */
  numbered(p: number): Member {
    return this.#members[p % this.#parts.workers] as Member
  }

  /** True when partition `p` belongs to the worker of a number. */
  isOf(worker: number, p: number): boolean {
    return p % this.#parts.workers === worker
  }

  /** The first of those that have the least to do. */
  idlest(): Member {
    let [idlest] = this.#members as [Member]
    for (const member of this.#members) if (member.orders < idlest.orders) idlest = member
    return idlest
  }

  get members(): Iterable<Member> {
    return this.#members
  }

  /** Resolves when all orders that the workers have now are done or gone; undefined when there are none. */
  settled(): Promise<void> | undefined {
    const all = this.#members.map((member) => member.settled()).filter((each) => each !== undefined)
    return all.length === 0 ? undefined : Promise.all(all).then(() => {})
  }

  tell(notice: Notice): void {
    for (const member of this.#members) member.tell(notice)
  }

  async stop(): Promise<void> {
    this.#stopped = true
    await Promise.all(this.#members.map((member) => member.stop()))
  }

  #start(number: number): Member {
    const { threads, entry, memory, data, compare, lasting, clock, sent } = this.#parts
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    let isReady = false
    // Whoever sends a task waits for it; until then nobody looks at a failure.
    promise.then(
      () => {
        isReady = true
      },
      () => {},
    )
    const board = new ProgressBoard()
    const thread = threads.start(
      entry,
      data(number, board.memory),
      {
        message: (received) => {
          const message = received as FromWorker
          if (message.kind === 'replies') return member.receive(message.replies)
          if (message.kind === 'short') return member.doom(new MemoryShortage(fromWire(message.error) as StreamError))
          if (message.kind === 'refused') return reject(fromWire(message.error))
          compare(`worker ${number}`, message).then(resolve, reject)
        },
        ended: (why) => {
          member.doom(why)
          reject(lostError(number, member.why))
          this.#ended(member, isReady)
        },
      },
      { memory },
    )
    const member = new Member(number, { thread, ready: promise, notices: lasting(number), board, clock, sent })
    return member
  }

  /** One that died before it was ready would do so again and again, so it stays as it is, and what needs it fails. */
  #ended(member: Member, wasReady: boolean): void {
    if (wasReady && !this.#stopped) {
      this.#parts.logger.warn(`worker ${member.number} is gone and is replaced: ${thrownText(member.why)}`)
      this.#parts.lost(member)
      this.#members[member.number] = this.#start(member.number)
    }
    member.end()
  }
}

/** The error for a worker that was lost, by what it died of. */
export const lostError = (number: number, why: unknown): StreamError =>
  new StreamError('E_WORKER_LOST', `worker ${number} was lost`, {
    hint: 'Look at what it died of: memory, process.exit, or a native crash.',
    cause: why,
  })
