/**
 * What a worker shows of its task in memory that the driver can read at any time: also when the worker runs something
 * that never comes back, and so can send nothing.
 *
 * Layout, in 32-bit numbers:
 *
 *     0  beats      goes up whenever the worker goes on
 *     1  order      the order whose task runs, −1 between tasks
 *     2  partition  of that task
 *     3  ended      the order that is to end at its next beat, −1 for none; written by the driver
 *     4  number     how many records the function was given in this task, −1 when the task is not run carefully
 *     5  state      what the function is at: 0 begun, 1 the record, 2 past the last record
 *     6  length     of the text behind, in bytes
 *
 * then UTF-8 text: JSON of [site, record].
 */
export class ProgressBoard {
  readonly memory: SharedArrayBuffer
  readonly #numbers: Int32Array
  readonly #text: Buffer

  constructor(memory: SharedArrayBuffer = new SharedArrayBuffer(BYTES)) {
    this.memory = memory
    this.#numbers = new Int32Array(memory, 0, HEAD / 4)
    this.#text = Buffer.from(memory, HEAD)
    if (this.beats === 0) this.#numbers.fill(-1, ORDER, BEGUN)
  }

  get beats(): number {
    return this.#numbers[BEATS] as number
  }

  /** The order and the partition of the task that runs. */
  get task(): TaskOnBoard | undefined {
    const [order, partition] = [this.#numbers[ORDER] as number, this.#numbers[PARTITION] as number]
    return order === -1 ? undefined : { order, partition }
  }

  /** Which function was given what, when the task is run carefully. */
  get call(): CallOnBoard | undefined {
    const [number, state] = [this.#numbers[NUMBER] as number, this.#numbers[STATE] as number]
    if (number === -1) return undefined
    const [site, record] = JSON.parse(this.#text.toString('utf8', 0, this.#numbers[LENGTH])) as [string, string]
    return { number, state: STATES[state] ?? 'begun', site, record }
  }

  beat(): void {
    this.#numbers[BEATS] = (this.beats + 1) | 0
  }

  /** A task begins, or goes on after others. Answers false when it is to end. */
  enter(order: number, partition: number): boolean {
    this.#numbers[ORDER] = order
    this.#numbers[PARTITION] = partition
    this.beat()
    return this.#numbers[ENDED] !== order
  }

  leave(): void {
    this.#numbers[ORDER] = -1
    this.#numbers[NUMBER] = -1
    this.beat()
  }

  /** Have the tasks of an order end when they next look. */
  end(order: number): void {
    this.#numbers[ENDED] = order
  }

  show({ number, state, site, record }: CallOnBoard): void {
    this.#numbers[NUMBER] = number
    this.#numbers[STATE] = STATES.indexOf(state)
    this.#numbers[LENGTH] = this.#text.write(JSON.stringify([site.slice(0, LONGEST), record.slice(0, LONGEST)]))
    this.beat()
  }
}

export interface TaskOnBoard {
  readonly order: number
  readonly partition: number
}

const STATES = ['begun', 'record', 'drained'] as const

/** A function, and what it is at: it was just called, was given record `number`, or was given all that there are. */
export interface CallOnBoard {
  readonly state: (typeof STATES)[number]
  /** Counted from 1, over all records that the function was given in this task. */
  readonly number: number
  readonly site: string
  /** As text, cut; empty when records are not to be shown. */
  readonly record: string
}

const [BEATS, ORDER, PARTITION, ENDED, NUMBER, STATE, LENGTH] = [0, 1, 2, 3, 4, 5, 6]
const BEGUN = STATE
const HEAD = 64
const LONGEST = 500
/** Two texts of the longest, in which each character may take six bytes. */
const BYTES = HEAD + 2 * 6 * LONGEST + 64
