import { StreamError } from '../../kernel/errors.ts'
import type { Logger } from '../../kernel/log.ts'
import type { Threads } from '../../kernel/threads.ts'
import { thrownText } from '../../kernel/thrown.ts'
import type { RDD } from '../../rdd/rdd.ts'
import { Member } from './member.ts'
import type { FromWorker, Notice, WorkerData } from './messages.ts'
import { ownerOf } from './owner.ts'
import { fromWire } from './wire-error.ts'

export interface CrewParts {
  readonly threads: Threads
  readonly entry: URL
  readonly workers: number
  readonly data: (number: number) => WorkerData
  readonly logger: Logger
  /** Reject unless the worker's program is the driver's. */
  readonly compare: (host: string, ready: FromWorker & { readonly kind: 'ready' }) => Promise<void>
  /** What a new worker must know of what was told before it came. */
  readonly lasting: () => readonly Notice[]
  /** A worker is gone, with all that lay there. */
  readonly lost: (member: Member) => void
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

  /** The worker to which partition `p` of `rdd` belongs. */
  of(rdd: RDD<any>, p: number): Member {
    return this.#members[ownerOf(rdd, p, this.#parts.workers)] as Member
  }

  tell(notice: Notice): void {
    for (const member of this.#members) member.tell(notice)
  }

  async stop(): Promise<void> {
    this.#stopped = true
    await Promise.all(this.#members.map((member) => member.stop()))
  }

  #start(number: number): Member {
    const { threads, entry, data, compare, lasting } = this.#parts
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    let isReady = false
    // Whoever sends a task waits for it; until then nobody looks at a failure.
    promise.then(
      () => {
        isReady = true
      },
      () => {},
    )
    const thread = threads.start(entry, data(number), {
      message: (received) => {
        const message = received as FromWorker
        if (message.kind === 'done' || message.kind === 'failed') return member.receive(message)
        if (message.kind === 'refused') return reject(fromWire(message.error))
        compare(`worker ${number}`, message).then(resolve, reject)
      },
      ended: (why) => {
        reject(lostError(number, why))
        this.#ended(member, why, isReady)
      },
    })
    const member = new Member(number, thread, promise, lasting())
    return member
  }

  /** One that died before it was ready would do so again and again, so it stays as it is, and what needs it fails. */
  #ended(member: Member, why: unknown, wasReady: boolean): void {
    if (wasReady && !this.#stopped) {
      this.#parts.logger.warn(`worker ${member.number} is gone and is replaced: ${thrownText(why)}`)
      this.#parts.lost(member)
      this.#members[member.number] = this.#start(member.number)
    }
    member.end(why)
  }
}

/** The error for a worker that was lost, by what it died of. */
export const lostError = (number: number, why: unknown): StreamError =>
  new StreamError('E_WORKER_LOST', `worker ${number} was lost`, {
    hint: 'Look at what it died of: memory, process.exit, or a native crash.',
    cause: why,
  })
