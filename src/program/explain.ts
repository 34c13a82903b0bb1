import { formatMillis } from '../kernel/duration.ts'
import { printable } from '../kernel/show.ts'
import type { GraphOutline, OperatorOutline } from './outline.ts'

/**
 * A graph as text: each output operation with the streams that it is made from below it, down to the inputs.
 *
 *     word-count: batches of 1.0 s, 3 streams, 1 output
 *
 *     print-0  (word-count.ts:5)
 *     └─ map-0  (word-count.ts:4)  every 1.0 s
 *        └─ socketTextStream-0  (word-count.ts:3)  every 1.0 s
 *
 * A stream with several children is drawn once; from then on its line says `above`.
 */
export function explainText(outline: GraphOutline): string {
  const drawn = new Set<number>()
  const trees = outline.outputs.map((output) => [label(output), ...drawStreams(outline, [output.stream], '', drawn)])
  const unused = outline.streams.flatMap((_, i) => (isUsed(outline, i) ? [] : [i]))
  if (unused.length > 0) trees.push(['without output', ...drawStreams(outline, unused, '', drawn)])
  return [heading(outline), ...trees.map((lines) => lines.join('\n'))].join('\n\n')
}

function heading({ name, batch, streams, outputs }: GraphOutline): string {
  const many = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`
  return `${printable(name)}: batches of ${formatMillis(batch)}, ${many(streams.length, 'stream')}, ${many(outputs.length, 'output')}`
}

/** `hits  reduceByKey (job.ts:7)`; the kind is not said twice when the name is made of it. */
export function label({ name, kind, at }: OperatorOutline): string {
  const called = name.startsWith(`${kind}-`) ? '' : `${kind} `
  return at === '' && called === ''
    ? printable(name)
    : `${printable(name)}  ${called}${at === '' ? '' : `(${at})`}`.trimEnd()
}

function drawStreams(
  outline: GraphOutline,
  positions: readonly number[],
  indent: string,
  drawn: Set<number>,
): string[] {
  return positions.flatMap((position, i) => {
    const stream = outline.streams[position]
    if (stream === undefined) return []
    const last = i === positions.length - 1
    const seen = drawn.has(position)
    drawn.add(position)
    const line = `${indent}${last ? '└─ ' : '├─ '}${label(stream)}  every ${formatMillis(stream.slide)}`
    if (seen) return [stream.parents.length === 0 ? line : `${line}  (above)`]
    return [line, ...drawStreams(outline, stream.parents, `${indent}${last ? '   ' : '│  '}`, drawn)]
  })
}

const isUsed = (outline: GraphOutline, position: number): boolean =>
  outline.outputs.some((output) => output.stream === position) ||
  outline.streams.some((stream) => stream.parents.includes(position))
