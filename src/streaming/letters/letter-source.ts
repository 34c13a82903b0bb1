import type { RDD } from '../../rdd/rdd.ts'
import type { PartitionSource } from '../../rdd/source.ts'
import type { LetterSource } from './dead-letter.ts'

type Outside = Pick<LetterSource, 'file' | 'line' | 'offset' | 'block'>

/** Where record `index` of partition `p` of an input lies outside, as far as that is known. */
export function outsideOf(input: RDD<any>, p: number, index: number): Outside {
  let [rdd, part] = [input, p]
  for (;;) {
    const { body, dependencies } = rdd.node
    if (body.kind === 'source') return placeIn(body.source, part, index)
    // Only what gives the same records in the same order.
    const passes = body.kind === 'concat' || body.kind === 'given' || (body.kind === 'step' && body.step.kind === 'map')
    const parents = !passes
      ? []
      : dependencies.flatMap((dependency) =>
          dependency.kind === 'narrow' ? dependency.parents(part).map((q) => [dependency.rdd, q] as const) : [],
        )
    const [only, ...others] = parents
    if (only === undefined || others.length > 0) return {}
    ;[rdd, part] = only
  }
}

function placeIn(source: PartitionSource, p: number, index: number): Outside {
  switch (source.type) {
    case 'blocks':
      return blockOf(source.blocks[p])
    case 'lines': {
      const [split, ...others] = source.splits[p] ?? []
      if (split === undefined || others.length > 0) return {}
      return split.start === 0 ? { file: split.path, line: index + 1 } : { file: split.path }
    }
    case 'records': {
      const [split, ...others] = source.splits[p] ?? []
      if (split === undefined || others.length > 0) return {}
      return { file: split.path, offset: split.start + index * source.length }
    }
    case 'whole': {
      const file = source.paths[p]?.[index]
      return file === undefined ? {} : { file }
    }
    default:
      return {}
  }
}

const blockOf = (block: string | undefined): Outside => (block === undefined ? {} : { block })
