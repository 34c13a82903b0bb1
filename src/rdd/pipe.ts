import { StreamError } from '../kernel/errors.ts'
import { LineSplitter } from '../kernel/line-splitter.ts'
import type { ChildProcess, Processes } from '../kernel/processes.ts'
import { printable, show } from '../kernel/show.ts'
import type { Site } from '../kernel/site.ts'
import { settled } from './faults.ts'
import type { AsyncPartitionFunction } from './node.ts'
import { userFailure } from './user-failure.ts'

/** How the command of `pipe` is run, and what is written to it. */
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
  /** Whether errors may show records. */
  readonly showsRecords: boolean
}

const BLOCK = 64 * 1024
const LONGEST_LINE = 256 * 1024 * 1024

/** A partition function that runs `command` over the records of its partition. */
export const piped = (
  command: readonly string[],
  options: PipeOptions,
  { processes, site, showsRecords }: Surroundings,
): AsyncPartitionFunction =>
  async function* (input, { index }) {
    const child = processes.spawn(command, { env: environment(options.env), cwd: options.cwd })
    const end = watched(child.ended)
    const failure = (error: unknown, ...record: unknown[]): unknown =>
      userFailure(site, error, `${showsRecords ? record.map((r) => `record ${show(r, 200)}, `) : ''}partition ${index}`)
    const writing = watched(writeAll(child, textsOf(input, options, failure)))
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

async function writeAll(child: ChildProcess, texts: AsyncIterable<string>): Promise<void> {
  let text = ''
  try {
    for await (const piece of texts) {
      text += piece
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

/**
 * What is to be written for each record. What fails while records are made or turned into text is told apart from what
 * fails while they are written, and `failure` says what is thrown for a function of the user's.
 */
async function* textsOf(
  input: AsyncIterable<any> | Iterable<any>,
  { printPipeContext, printElement }: PipeOptions,
  failure: (error: unknown, ...record: unknown[]) => unknown,
): AsyncGenerator<string> {
  const text = (print: (write: (line: string) => void) => unknown, ...record: unknown[]): string => {
    let lines = ''
    const write = (line: string): void => {
      lines += `${line}\n`
    }
    try {
      settled(print(write))
      return lines
    } catch (error) {
      throw failure(error, ...record)
    }
  }
  try {
    if (printPipeContext !== undefined) yield text(printPipeContext)
    for await (const record of input)
      yield text((write) => (printElement === undefined ? write(String(record)) : printElement(record, write)), record)
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
