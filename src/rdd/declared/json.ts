import type { Caller } from '../arguments.ts'
import { declared } from './meaning.ts'
import { type Invalid, notOne, type Parse, put, requireInvalid, requireNames } from './row.ts'

/** How lines of JSON are read. */
export interface JsonOptions<F extends string = string> {
  /** Keep only these properties of each object; one that is absent is undefined. Default: the value as it is. */
  readonly fields?: readonly F[]
  /** What becomes of a line that is no JSON, or with `fields` no object: an error, or nothing. Default: 'fail'. */
  readonly invalid?: Invalid
}

/** What reads a line as `options` say. */
export function jsonParser({ fields, invalid }: JsonOptions = {}, caller?: Caller): Parse {
  requireInvalid('json', invalid, caller)
  if (fields === undefined) return (line) => JSON.parse(line)
  requireNames('json', 'the fields', fields, caller)
  const names = [...fields]
  const parse: Parse = (line) => {
    const value: unknown = JSON.parse(line)
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw notOne('no JSON object', line)
    const row: Record<string, unknown> = {}
    for (const name of names)
      put(row, name, Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined)
    return row
  }
  return declared(parse, { kind: 'json', fields: names, parse, skips: false })
}
