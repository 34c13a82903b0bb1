import type { Clock } from '../../kernel/clock/clock.ts'
import { StreamError } from '../../kernel/errors.ts'
import type { Logger } from '../../kernel/log.ts'
import type { Threads } from '../../kernel/threads.ts'
import { thrownText } from '../../kernel/thrown.ts'
import { Member } from './member.ts'
import type { FromWorker, Notice, WorkerData } from './messages.ts'
import { Recruit } from './recruit.ts'

export interface CrewParts {
  readonly threads: Threads
  readonly entry: URL
  readonly workers: number
  /** Bytes for the objects of each; undefined is what there is by itself. */
  readonly memory: number | undefined
  readonly clock: Clock
  /** `board` is where the worker shows that it goes on. */
  readonly data: (board: SharedArrayBuffer) => WorkerData
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
  readonly #recruits = new Map<Recruit, Member>()
  #spare: Recruit | undefined
  #hasSpare = false
  #stopped = false

  constructor(parts: CrewParts) {
    this.#parts = parts
    for (let number = 0; number < parts.workers; number++) this.#members.push(this.#start(number))
  }

  /** Have a worker at hand that takes the place of one that dies, from a moment later on. */
  keepSpare(): void {
    if (this.#hasSpare) return
    this.#hasSpare = true
    this.#recruitLater()
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
    await Promise.all([this.#spare?.thread.stop(), ...this.#members.map((member) => member.stop())])
  }

  #start(number: number): Member {
    const { lasting, clock, sent } = this.#parts
    const recruit = this.#spare ?? this.#recruit(`worker ${number}`)
    this.#spare = undefined
    const notices: Notice[] = [{ kind: 'number', number }, ...lasting(number)]
    const { thread, ready, board } = recruit
    const member = new Member(number, { thread, ready, notices, board, clock, sent })
    recruit.join(member)
    this.#recruits.set(recruit, member)
    return member
  }

  #recruit(title: string): Recruit {
    const { threads, entry, memory, data, compare } = this.#parts
    const recruit: Recruit = new Recruit({
      ...{ threads, entry, memory, data, compare, title },
      ended: (why, wasReady) => this.#ended(recruit, why, wasReady),
    })
    return recruit
  }

  /** One that died before it was ready would do so again and again, so it stays as it is, and what needs it fails. */
  #ended(recruit: Recruit, why: unknown, wasReady: boolean): void {
    const member = this.#recruits.get(recruit)
    recruit.fail(lostError(member?.number, why))
    this.#recruits.delete(recruit)
    if (recruit === this.#spare) this.#spare = undefined
    if (member === undefined) return
    if (wasReady && !this.#stopped) {
      this.#parts.logger.warn(`worker ${member.number} is gone and is replaced: ${thrownText(why)}`)
      this.#parts.lost(member)
      this.#members[member.number] = this.#start(member.number)
      if (this.#hasSpare) this.#recruitLater()
    }
    member.end()
  }

  #recruitLater(): void {
    this.#parts.clock.after(SPARE_DELAY, () => {
      if (!this.#stopped && this.#spare === undefined) this.#spare = this.#recruit('a spare worker')
    })
  }
}

/** ms until a spare worker is started: at first there is enough to do, and so there is when one was lost. */
const SPARE_DELAY = 1000

/** The error for a worker that was lost, by what it died of. */
export const lostError = (number: number | undefined, why: unknown): StreamError =>
  new StreamError('E_WORKER_LOST', `worker ${number ?? 'that is spare'} was lost`, {
    hint: 'Look at what it died of: memory, process.exit, or a native crash.',
    cause: why,
  })
