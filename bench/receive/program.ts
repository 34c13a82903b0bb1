import { type DStream, type StreamingContext, streamingJob } from 'millstream'

export interface Args {
  readonly port: number
  readonly work: 'count' | 'functions'
}

/** Who is told of the counts of a batch. The module is loaded once more when it is run as a job. */
const COUNTED = Symbol.for('millstream.bench.receive')

export const listen = (f: (count: number) => void): void => {
  ;(globalThis as any)[COUNTED] = f
}

function letters(line: string): number {
  let sum = 0
  for (const word of line.split(' ')) sum += word.length
  return sum
}

/** Count the lines, which needs no strings; or those for which a function of the user has said something. */
function counted(lines: DStream<string>, { work }: Args): DStream<number> {
  if (work === 'count') return lines.count()
  return lines
    .map(letters)
    .filter((n) => n > 0)
    .count()
}

export function build(ssc: StreamingContext, args: Args): void {
  counted(ssc.socketTextStream('127.0.0.1', args.port), args).foreachRDD(async (rdd) => {
    const [count = 0] = await rdd.collect()
    ;(globalThis as any)[COUNTED]?.(count)
  })
}

export default streamingJob('receive', { batch: '50ms' }, build)
