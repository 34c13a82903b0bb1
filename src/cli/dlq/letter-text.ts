import { printable, show } from '../../kernel/show.ts'
import type { DeadLetter, LetterSource } from '../../streaming/letters/dead-letter.ts'
import { recordOf } from '../../streaming/letters/letter-record.ts'

const timeOf = (millis: number): string => new Date(millis).toISOString()

/** One line for people. */
export function rowOf({ id, batchTime, source, operator, error }: DeadLetter): string {
  return [id, timeOf(batchTime), placeOf(source), operator, printable(error.message).slice(0, 80)].join('  ')
}

/** All that is known, for people. */
export function pageOf(letter: DeadLetter): string {
  const { id, job, batchTime, failedIn, operator, source, error, record, runs, since } = letter
  const later = failedIn.batchTime === batchTime ? '' : `, failed in that of ${timeOf(failedIn.batchTime)}`
  const cut = record.isCut ? `, of which ${record.bytes.length} are kept` : ''
  return [
    id,
    `  job        ${printable(job)}`,
    `  batch      ${timeOf(batchTime)} (${batchTime} ms)${later}`,
    `  output     ${printable(failedIn.output)}, run ${runs} times`,
    `  operator   ${printable(operator)}`,
    `  source     ${placeOf(source)}, partition ${source.partition} of ${source.partitions}, record ${source.index}`,
    `  error      ${error.code}: ${printable(error.message)}`,
    ...stackLines(error.stack).map((line) => `             ${line}`),
    `  record     ${record.length} bytes of ${record.encoding}${cut}`,
    `             ${show(recordOf(record, id), 2000)}`,
    `  written    ${timeOf(since)}`,
  ].join('\n')
}

const stackLines = (stack: string): string[] =>
  stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .map((line) => printable(line.trim()))

/** `textFileStream-0 in/a.txt:12` */
function placeOf({ name, file, line, offset, block }: LetterSource): string {
  const where = file === undefined ? block : `${file}${line === undefined ? '' : `:${line}`}`
  const behind = offset === undefined ? '' : ` at byte ${offset}`
  return printable(`${name}${where === undefined ? '' : ` ${where}`}${behind}`)
}

/** One line of JSON for programs: the letter, with the record as text, as a value, or as base64. */
export function lineOf({ record, ...letter }: DeadLetter): string {
  const { encoding, length, isCut } = record
  return JSON.stringify({ ...letter, record: { encoding, length, isCut, ...contentOf(record, letter.id) } })
}

function contentOf(record: DeadLetter['record'], id: string): object {
  if (record.encoding === 'bytes') return { base64: base64Of(record) }
  const value = recordOf(record, id)
  if (typeof value === 'string') return { text: value }
  try {
    const json = JSON.stringify(value)
    return { ...(json === undefined ? {} : { value: JSON.parse(json) }), base64: base64Of(record) }
  } catch {
    return { base64: base64Of(record) }
  }
}

const base64Of = ({ bytes }: DeadLetter['record']): string => Buffer.from(bytes).toString('base64')
