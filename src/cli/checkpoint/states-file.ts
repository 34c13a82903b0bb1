import { KeySet } from '../../kernel/key-map.ts'
import { fromJson, toJson } from '../../kernel/value-text.ts'
import { unreadable } from '../../storage/input-errors.ts'
import type { Entries } from '../../streaming/checkpoint/relay.ts'
import { type Contents, entriesOfState } from './contents.ts'

/** States outside of a checkpoint: docs/reference/states-format.md. */
export interface States {
  readonly job: string
  readonly batch: number
  readonly zero: number
  readonly time: number
  readonly remember: number
  readonly states: readonly KeptState[]
  readonly accumulators: readonly (readonly [name: string, sum: unknown])[]
}

export interface KeptState {
  readonly name: string
  readonly kind: string
  readonly version: number
  readonly entries: Entries
}

const VERSION = 1

export function statesOf(contents: Contents): States {
  const { base, time, accumulators, states } = contents.recovered
  const { job, batch, zero, remember } = base
  return {
    ...{ job, batch, zero, remember, time: time ?? zero, accumulators: [...accumulators] },
    states: base.states
      .filter(({ name }) => states.has(name))
      .map(({ name, kind, version }) => ({ name, kind, version, entries: entriesOfState(contents, name) ?? [] })),
  }
}

export function* statesLines({ states, accumulators, ...header }: States): Generator<string> {
  const { job, batch, zero, time, remember } = header
  yield JSON.stringify({ millstream: 'states', version: VERSION, job, batch, zero, time, remember })
  let lines = 0
  for (const { name, kind, version, entries } of states) {
    yield JSON.stringify({ state: name, kind, version })
    for (const [key, value] of entries) yield JSON.stringify({ state: name, key: toJson(key), value: toJson(value) })
    lines += 1 + entries.length
  }
  for (const [name, sum] of accumulators) yield JSON.stringify({ accumulator: name, sum: toJson(sum) })
  yield JSON.stringify({ end: lines + accumulators.length })
}

/** Errors: E_INPUT_UNREADABLE, naming `path` and the line. */
export function parseStates(text: string, path: string): States {
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  let number = 1
  try {
    const reading = new Reading()
    for (const line of lines) {
      reading.take(JSON.parse(line) as Line)
      number++
    }
    return reading.read(lines.length)
  } catch (error) {
    throw unreadable(
      path,
      `line ${number}: ${(error as Error).message}`,
      'Take a file that millstream checkpoint export has written.',
    )
  }
}

type Line = Readonly<Record<string, unknown>>

/** Takes lines in their order. Errors: a TypeError for one that does not belong there. */
class Reading {
  #header: Omit<States, 'states' | 'accumulators'> | undefined
  readonly #states = new Map<string, KeptState>()
  readonly #accumulators = new Map<string, unknown>()
  #keys = new KeySet<unknown>()
  #last: KeptState | undefined
  #end: number | undefined

  take(line: Line): void {
    if (typeof line !== 'object' || line === null) throw new TypeError('it is no object')
    if (this.#end !== undefined) throw new TypeError('it comes behind the end')
    if (this.#header === undefined) this.#header = headerOf(line)
    else if ('end' in line) this.#end = numberIn(line, 'end')
    else if ('accumulator' in line) this.#accumulators.set(textIn(line, 'accumulator'), fromJson(line.sum))
    else if ('key' in line) this.#takeEntry(line)
    else this.#takeState(line)
  }

  #takeState(line: Line): void {
    const name = textIn(line, 'state')
    if (this.#states.has(name)) throw new TypeError(`the state '${name}' comes twice`)
    this.#last = { name, kind: textIn(line, 'kind'), version: numberIn(line, 'version'), entries: [] }
    this.#states.set(name, this.#last)
    this.#keys = new KeySet()
  }

  #takeEntry(line: Line): void {
    const name = textIn(line, 'state')
    if (this.#last?.name !== name) throw new TypeError(`the state '${name}' has not begun`)
    const key = fromJson(line.key)
    if (this.#keys.has(key)) throw new TypeError('its key comes twice')
    if (!('value' in line)) throw new TypeError('it has no value')
    this.#keys.add(key)
    this.#last.entries.push([key, fromJson(line.value)])
  }

  read(lines: number): States {
    if (this.#header === undefined || this.#end !== lines - 2) throw new TypeError('the file was cut off')
    return { ...this.#header, states: [...this.#states.values()], accumulators: [...this.#accumulators] }
  }
}

function headerOf(line: Line): Omit<States, 'states' | 'accumulators'> {
  if (line.millstream !== 'states') throw new TypeError('it does not begin a file of states')
  if (line.version !== VERSION) throw new TypeError(`it is of version ${line.version}, and ${VERSION} is read`)
  const [batch, zero, time] = [numberIn(line, 'batch'), numberIn(line, 'zero'), numberIn(line, 'time')]
  if (batch <= 0 || time < zero) throw new TypeError('its times are none')
  return { job: textIn(line, 'job'), batch, zero, time, remember: numberIn(line, 'remember') }
}

function textIn(line: Line, name: string): string {
  const value = line[name]
  if (typeof value === 'string') return value
  throw new TypeError(`'${name}' is no text`)
}

function numberIn(line: Line, name: string): number {
  const value = line[name]
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value
  throw new TypeError(`'${name}' is no whole number`)
}
