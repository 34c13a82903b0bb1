/**
 * Every code the package can raise, with what it means.
 *
 * Who must act is told by the family: `E_` the program is wrong, `CONFIG_` a setting is, `CONN_` the outside is (waiting
 * may help), `STATE_` a stored file is, `BUG_` we are. docs/reference/errors.md has one section per line; a test holds
 * the two together. A code, once released, is never reused.
 */
export const CODES = {
  E_ABORTED: 'A job was cancelled by its AbortSignal, or by its context',
  E_ARGUMENT: 'An argument is outside of what the operator takes',
  E_ASYNC_FUNCTION: 'An async function was given where records may not wait',
  E_CHECKPOINT_DIR: 'A checkpoint was asked for and no directory was set',
  E_CHECKPOINT_FENCED: 'Another process has taken over the checkpoints of this one',
  E_CHECKPOINT_IN_USE: 'Another process is writing to the same directory of checkpoints',
  E_CHECKPOINT_MISMATCH: 'A program cannot go on from the checkpoint of another one',
  E_CHECKPOINT_UNSAFE: 'Others may have changed the files of a checkpoint',
  E_CHECKPOINT_UNWRITABLE: 'Checkpoints cannot be written',
  E_CONTEXT_ACTIVE: 'A second context was started while another one is active',
  E_CONTEXT_MISMATCH: 'RDDs or streams of different contexts were combined',
  E_CONTEXT_STOPPED: 'A context was used after it was stopped',
  E_CRASH_LOOP: 'A program that millstream run supervises crashed again and again',
  E_DURATION: 'A length of time cannot be read',
  E_EMPTY: 'A value was asked of an empty RDD',
  E_GRAPH_CLOSED: 'An operator was added after start',
  E_INPUT_MISSING: 'An input path does not exist or a pattern matches nothing',
  E_INPUT_UNREADABLE: 'An input file or directory cannot be read',
  E_INVERSE: 'An inverse function does not undo its reduce function',
  E_JOB_UNREADABLE: 'The file of a program is missing or cannot be compiled',
  E_KEY: 'A key has no value to be compared by',
  E_LEVEL_ASSIGNED: 'A storage level was changed after it was set',
  E_NAME_TAKEN: 'Two operators of one program have the same name',
  E_NO_OUTPUT: 'A streaming program was started without an output operation',
  E_NO_RDD: 'A parent stream has no RDD at a batch time that needs one',
  E_NOT_A_FUNCTION: 'Something else was given where a function is needed',
  E_NOT_A_JOB: 'A job module has no job as its default export',
  E_NOT_A_NUMBER: 'A record of an operation on numbers is not a number',
  E_NOT_A_PAIR: 'A record of a pair operation is not a [key, value] pair',
  E_NOT_COMPARABLE: 'Two values have no order',
  E_NOT_DETERMINISTIC: 'A build function used the clock or randomness, or waited',
  E_NOT_STARTED: 'Something was asked of a streaming context that was not started',
  E_OUTPUT_EXISTS: 'An output directory exists already',
  E_OUTPUT_FENCED: 'Another process has taken over the directory of an output',
  E_OUTPUT_UNWRITABLE: 'An output file or directory cannot be written',
  E_PARTITIONS_DIFFER: 'Two RDDs must have equal numbers of partitions and have not',
  E_PIPE: 'A piped command failed',
  E_PROGRAM_MISMATCH: 'Two hosts built different programs from the same job module',
  E_RDD_NESTED: 'An RDD was used inside a function that runs on records',
  E_RECORD_LENGTH: 'The length of a file is not a multiple of its record length',
  E_SIZES_DIFFER: 'Two partitions must have equal numbers of records and have not',
  E_SLIDES_DIFFER: 'Streams of different slides were combined',
  E_STARTED: 'A streaming context was started twice',
  E_STATE_CHANGED: 'The state of a checkpoint is of another operator, or of another version, now',
  E_STATE_MISUSE: 'A State was read without a value, or changed after it was removed',
  E_STATE_REMOVED: 'A checkpoint has a state for which the program has no operator',
  E_STATE_UNWRITABLE: 'States that are not in memory cannot be written or read',
  E_STATE_VALUE: 'A state cannot be kept in a checkpoint or on disk',
  E_STOP_IN_LISTENER: 'A streaming listener tried to stop its streaming context',
  E_STOPPED: 'A streaming context was started after it was stopped',
  E_STUCK: 'A function did not come back from a record',
  E_TRANSFORM_NULL: 'A transform function answered something other than an RDD',
  E_USER_FUNCTION: 'A function of the program threw',
  E_WINDOW_NOT_MULTIPLE: 'A window, slide or interval is not a whole number of slides of its parent',
  E_WORKER_LOST: 'A worker thread was lost while it ran tasks',
  E_WORKER_MEMORY: 'A task needs more memory than its worker thread has',
  CONFIG_KEY_FILE: 'The file with the key of checkpoints cannot be used',
  CONFIG_MASTER: 'The master string is not known',
  CONFIG_SETTING: 'A setting has a value that it cannot have',
  CONFIG_STATE_STORE: 'The package that is set to keep states cannot be loaded',
  CONFIG_NODE_VERSION: 'The version of Node is too old',
  CONN_IDLE: 'A connection was silent for too long and counts as lost',
  CONN_LINE_TOO_LONG: 'A source sent a line or a frame longer than the limit',
  CONN_LOST: 'A connection ended or failed',
  CONN_REFUSED: 'A connection could not be opened',
  CONN_RECEIVER: 'A receiver failed or reported an error',
  STATE_CORRUPT: 'A stored file is damaged, cut off or of another kind',
  STATE_SEAL: 'A stored file is not sealed with the key of the program',
  BUG_INVARIANT: 'Something happened that cannot happen: a bug of millstream',
} as const

/** A code of the table. */
export type Code = keyof typeof CODES

export interface ErrorDetails {
  /** Operator and the user's file and line, file path, or peer that the error is about. */
  readonly at?: string | undefined
  /** One sentence in the imperative: what to change, with the value to change it to. */
  readonly hint?: string | undefined
  /** True when the same call may succeed later with nothing changed. Default false. */
  readonly retryable?: boolean
  readonly cause?: unknown
}

/**
 * The one class of errors that millstream raises: `code` for programs, the rest for people.
 *
 * The message reads `CODE at place: what happened. What to do.`
 */
export class StreamError extends Error {
  readonly code: Code
  readonly at: string | undefined
  readonly hint: string | undefined
  readonly retryable: boolean
  readonly #what: string

  constructor(code: Code, message: string, details: ErrorDetails = {}) {
    const place = details.at === undefined ? '' : ` at ${details.at}`
    const hint = details.hint === undefined ? '' : ` ${details.hint}`
    super(`${code}${place}: ${message}.${hint}`, details.cause === undefined ? undefined : { cause: details.cause })
    this.name = 'StreamError'
    this.code = code
    this.at = details.at
    this.hint = details.hint
    this.retryable = details.retryable ?? false
    this.#what = message
  }

  /** True for one of these. Anything may be asked about, a proxy too: no code of its owner is called. */
  static is(value: unknown): value is StreamError {
    return typeof value === 'object' && value !== null && #what in value
  }

  /** @internal What happened, without code, place and hint. */
  get what(): string {
    return this.#what
  }

  /** This error if it has a place, otherwise the same one with `place`: who raised it may not know whose call it serves. */
  placed(place: string): StreamError {
    if (this.at !== undefined) return this
    const { code, hint, retryable } = this
    return new StreamError(code, this.#what, { at: place, hint, retryable, cause: this.cause ?? this })
  }
}

/** What was thrown; an error of millstream that has no place has `place` then. */
export const placedError = (thrown: unknown, place: { toString(): string }): unknown =>
  StreamError.is(thrown) ? thrown.placed(String(place)) : thrown

/** True for a StreamError of one of `codes`, or of any code when none is given. */
export const isStreamError = (error: unknown, ...codes: Code[]): error is StreamError =>
  StreamError.is(error) && (codes.length === 0 || codes.includes(error.code))
