import { basename } from 'node:path'
import { type Command, Option } from 'commander'
import { StreamError } from '../../kernel/errors.ts'
import { loadProgram } from '../../program/bundle/load.ts'
import { explainText } from '../../program/explain.ts'
import { isJob } from '../../program/job.ts'
import { explainMermaid } from '../../program/mermaid.ts'
import { type GraphOutline, outlineOf } from '../../program/outline.ts'
import { openStreaming, requireJob } from '../../run.ts'
import type { StreamingContext } from '../../streaming/context.ts'
import type { StreamingJob } from '../../streaming/job.ts'
import { launchWith } from '../launch.ts'
import type { Output } from '../output.ts'
import { parseArgs } from '../run-command.ts'
import { captureStart } from './capture.ts'

interface ExplainFlags {
  readonly format: keyof typeof FORMATS
  readonly args?: string
  readonly bundle: boolean
}

const FORMATS = { text: explainText, mermaid: explainMermaid } as const

const EXAMPLES = `
Each output operation is drawn with the streams that it is made from below it, with the lines of
the program that define them. A script is run up to its first start().

Examples:
  millstream explain word-count.ts
  millstream explain job.ts --format mermaid > graph.mmd`

export function addExplainCommand(program: Command, output: Output): void {
  program
    .command('explain')
    .summary('show the graph of a streaming program')
    .description('Build a streaming program without starting it, and show its graph.')
    .argument('<file>', 'the program')
    .addOption(new Option('--format <format>', 'how to show it').choices(Object.keys(FORMATS)).default('text'))
    .option('--args <json>', 'arguments of a job, as JSON')
    .option('--no-bundle', 'let Node import the file itself')
    .addHelpText('after', EXAMPLES)
    .action(async (file: string, flags: ExplainFlags) => output.out(FORMATS[flags.format](await outline(file, flags))))
}

/** Errors: E_NOT_A_JOB when the program neither is a streaming job nor starts a streaming context. */
export async function outline(file: string, { args, bundle }: Omit<ExplainFlags, 'format'>): Promise<GraphOutline> {
  const given = parseArgs(args)
  const launch = launchWith({})
  let exported: unknown
  const started = await captureStart(async () => {
    exported = (await loadProgram(file, { bundle })).default
  })
  const context = started ?? (await openJob(exported, file, given, launch.hasStarted))
  return outlineOf(nameOf(context, file), context.graph)
}

async function openJob(exported: unknown, file: string, args: unknown, hasStarted: boolean): Promise<StreamingContext> {
  if (hasStarted || exported === undefined) throw noGraph(file, 'it starts no StreamingContext')
  const job = requireJob(exported, file)
  if (!isJob(job) || job.kind !== 'streaming') throw noGraph(file, `'${job.name}' is a batch job`)
  return openStreaming(job as StreamingJob, { args })
}

const noGraph = (file: string, why: string): StreamError =>
  new StreamError('E_NOT_A_JOB', `${why}, so there is no graph to show`, {
    at: file,
    hint: 'Explain a streaming program.',
  })

const nameOf = ({ sparkContext }: StreamingContext, file: string): string =>
  sparkContext.conf.contains('spark.app.name') ? sparkContext.appName : basename(file)
