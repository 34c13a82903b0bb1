import { formatMillis } from '../kernel/duration.ts'
import type { GraphOutline, OperatorOutline } from './outline.ts'

/**
 * A graph as a Mermaid flowchart: inputs at the top, output operations (round) at the bottom. An arrow into a stream
 * that is slower than its parent says how often it speaks.
 */
export function explainMermaid(outline: GraphOutline): string {
  const streams = outline.streams.map((stream, i) => `  s${i}[${text(stream)}]`)
  const outputs = outline.outputs.map((output, i) => `  o${i}([${text(output)}])`)
  const arrows = outline.streams.flatMap((stream, i) =>
    stream.parents.map((parent) => `  s${parent} -->${slower(outline, parent, stream.slide)} s${i}`),
  )
  const ends = outline.outputs.map((output, i) => `  s${output.stream} --> o${i}`)
  return ['flowchart TD', ...streams, ...outputs, ...arrows, ...ends].join('\n')
}

function slower(outline: GraphOutline, parent: number, slide: number): string {
  return outline.streams[parent]?.slide === slide ? '' : `|every ${formatMillis(slide)}|`
}

function text({ name, kind, at }: OperatorOutline): string {
  const called = name.startsWith(`${kind}-`) ? [] : [kind]
  return `"${[name, ...called, ...(at === '' ? [] : [at])].map(escaped).join('<br/>')}"`
}

// Names come from the program and may hold what Mermaid or its HTML labels would take for syntax.
const escaped = (part: string): string => part.replace(/[^\p{L}\p{N} ._:()/-]/gu, (c) => `#${c.codePointAt(0)};`)
