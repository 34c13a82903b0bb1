import { fileURLToPath } from 'node:url'
import { PACKAGE_FOLDER } from './package.ts'

/**
 * Where in the user's program an operator was called. Errors, explain and the user interface name this place.
 *
 * A site is taken for every operator, so taking one must be cheap: the text of the stack is looked at only when somebody
 * asks. The text and not the error is kept, because an error whose text was not asked for holds all that the functions
 * on the stack can see: a batch would hold the one before it, and so all of them.
 */
export class Site {
  readonly operator: string
  #stack: string | undefined
  #place: Place | undefined

  constructor(operator: string, trace?: Error) {
    this.operator = operator
    this.#stack = trace?.stack
  }

  /** Take the place of the caller outside of millstream. */
  static here(operator: string): Site {
    const depth = Error.stackTraceLimit
    Error.stackTraceLimit = 24
    const trace = new Error()
    Error.stackTraceLimit = depth
    return new Site(operator, trace)
  }

  /** Path of the user's file, or undefined when no frame of the stack is the user's. */
  get file(): string | undefined {
    return this.#read().file
  }

  get line(): number | undefined {
    return this.#read().line
  }

  /** `map (word-count.ts:12)`, or `map` alone: as errors and `explain` show it. */
  toString(): string {
    const { file, line } = this.#read()
    if (file === undefined) return this.operator
    return `${this.operator} (${file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1)}:${line})`
  }

  #read(): Place {
    this.#place ??= userPlace(this.#stack ?? '')
    this.#stack = undefined
    return this.#place
  }
}

interface Place {
  readonly file?: string
  readonly line?: number
}

// Files of the package itself are not the user's, but its tests and examples are. Both folders count, because source
// maps name a frame of dist/ by its line in src/.
const PACKAGE = ['src/', 'dist/'].map((folder) => new URL(folder, PACKAGE_FOLDER).href)
const FRAME = /^\s+at (?:.*\()?((?:file:\/\/|\/|[A-Za-z]:\\).*?):(\d+):\d+\)?$/
// A frame of code from text says where the text was made into code, innermost first:
// `at f (eval at g (/app/job.ts:4:2), <anonymous>:1:9)`.
const EVALUATED = /^\s+at .*?\(eval at .*?\(((?:file:\/\/|\/|[A-Za-z]:\\).*?):(\d+):\d+\)+, /

function userPlace(stack: string): Place {
  for (const text of stack.split('\n')) {
    const match = EVALUATED.exec(text) ?? FRAME.exec(text)
    if (match === null) continue
    const [, where = '', line = '0'] = match
    if (isOurs(where)) continue
    return { file: where.startsWith('file:') ? fileURLToPath(where) : where, line: Number(line) }
  }
  return {}
}

const OURS = [...PACKAGE, ...PACKAGE.map((url) => fileURLToPath(url))]
const isOurs = (where: string): boolean =>
  OURS.some((folder) => where.startsWith(folder)) && !where.endsWith('.test.ts')
