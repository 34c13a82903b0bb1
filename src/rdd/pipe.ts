import { StreamError } from '../kernel/errors.ts'
import { LineSplitter } from '../kernel/line-splitter.ts'
import type { ChildProcess, Processes } from '../kernel/processes.ts'
import { printable, show } from '../kernel/show.ts'
import type { Site } from '../kernel/site.ts'
import type { AsyncPartitionFunction } from './node.ts'

export interface PipeOptions<T = any> {
  /** Variables added to the environment of this process. */
  readonly env?: Readonly<Record<string, string>>
  /** Whether another end code than 0 is an error: default true, as in Scala; PySpark's default is false. */
  readonly checkCode?: boolean
  /** Directory in which the command runs. */
  readonly cwd?: string
  /** Called once a partition before its records, with a function that writes a line to the command. */
  readonly printPipeContext?: (write: (line: string) => void) => void
  /** Called for each record instead of writing it as text, with a function that writes a line. */
  readonly printElement?: (record: T, write: (line: string) => void) => void
}

/** What a pipe needs of the world. */
interface Surroundings {
  readonly processes: Processes
  readonly site: Site
}

const BLOCK = 64 * 1024
const LONGEST_LINE = 256 * 1024 * 1024

/** A partition function that runs `command` over the records of its partition. */
export const piped = (
  command: readonly string[],
  options: PipeOptions,
  { processes, site }: Surroundings,
): AsyncPartitionFunction =>
  async function* (input) {
    const child = processes.spawn(command, { env: environment(options.env), cwd: options.cwd })
    const end = watched(child.ended)
    const writing = watched(writeAll(child, input, options))
    try {
      yield* linesOf(child, site)
      await requireEnd({ child, command, site }, await end, await writing, options.checkCode ?? true)
    } finally {
      // Also when nobody wants more lines: the command must not outlive its partition.
      child.kill()
    }
  }

function environment(added: Readonly<Record<string, string>> = {}): Record<string, string> {
  const own = Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return { ...Object.fromEntries(own), ...added }
}

type Outcome<T> = { readonly value: T } | { readonly error: unknown }

/** How a promise ended, so that a failure that is asked for later is not taken for one that nobody handles. */
const watched = <T>(promise: Promise<T>): Promise<Outcome<T>> =>
  promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  )

/** Something went wrong in the records themselves, not in the pipe. */
class InputFailure {
  readonly error: unknown
  constructor(error: unknown) {
    this.error = error
  }
}

async function writeAll(
  child: ChildProcess,
  input: AsyncIterable<any> | Iterable<any>,
  { printPipeContext, printElement }: PipeOptions,
): Promise<void> {
  let text = ''
  const write = (line: string): void => {
    text += `${line}\n`
  }
  try {
    for await (const record of withContext(input, () => printPipeContext?.(write))) {
      if (printElement === undefined) write(String(record))
      else printElement(record, write)
      if (text.length < BLOCK) continue
      const block = Buffer.from(text)
      text = ''
      await child.write(block)
    }
    if (text !== '') await child.write(Buffer.from(text))
  } finally {
    child.endInput()
  }
}

/** The records, with what fails while they are made told apart from what fails while they are written. */
async function* withContext(input: AsyncIterable<any> | Iterable<any>, begin: () => void): AsyncGenerator<any> {
  try {
    begin()
    yield* input
  } catch (error) {
    throw new InputFailure(error)
  }
}

async function* linesOf(child: ChildProcess, site: Site): AsyncGenerator<string[]> {
  const splitter = new LineSplitter({
    maxLineBytes: LONGEST_LINE,
    tooLong: (bytes) => {
      throw new StreamError('E_PIPE', `the command wrote a line of more than ${bytes} bytes`, {
        at: String(site),
        hint: `Write lines of at most ${LONGEST_LINE} bytes.`,
      })
    },
  })
  for await (const bytes of child.output) {
    const lines = splitter.push(bytes)
    if (lines.length > 0) yield lines
  }
  const last = splitter.flush()
  if (last.length > 0) yield last
}

interface Run {
  readonly child: ChildProcess
  readonly command: readonly string[]
  readonly site: Site
}

async function requireEnd(
  run: Run,
  end: Outcome<number | string>,
  writing: Outcome<void>,
  checkCode: boolean,
): Promise<void> {
  if ('error' in writing && writing.error instanceof InputFailure) throw writing.error.error
  if ('error' in end) throw failed(run, `could not be started: ${reason(end.error)}`, end.error)
  // A command that ended well may leave input unread, as `head` does, so only its code counts.
  if (!checkCode || end.value === 0) return
  const how = typeof end.value === 'number' ? `ended with code ${end.value}` : `was ended by ${end.value}`
  const errors = (await run.child.errors).trim()
  throw failed(run, errors === '' ? how : `${how}: ${printable(errors.slice(-500))}`)
}

const failed = ({ command, site }: Run, how: string, cause?: unknown): StreamError =>
  new StreamError('E_PIPE', `the command ${show(command.join(' '), 80)} ${how}`, { at: String(site), cause })

const reason = (error: unknown): string => (error instanceof Error ? printable(error.message) : show(error))
