import { type Command, Option } from 'commander'
import { loadProgram } from '../program/bundle/load.ts'
import { isJob, type JobDefinition } from '../program/job.ts'
import { type RunJobOptions, requireJob, run } from '../run.ts'
import { type LaunchSettings, launchWith, settingsOf, unknownKeys } from './launch.ts'
import type { Output } from './output.ts'
import { UsageError } from './report.ts'
import { countOf, delayOf } from './supervise/flags.ts'

/** The options of `millstream run`, as they are typed. */
export interface RunFlags extends LaunchSettings {
  readonly batch?: string
  readonly args?: string
  readonly checkpoint?: string
  readonly dropState?: string
  readonly bundle: boolean
}

const EXAMPLES = `
A program is a script, which makes a SparkContext and starts itself, or a module whose default
export is streamingJob(…) or batchJob(…). In a script the settings of its code win over those
given here; in a job those given here win.

Examples:
  millstream run word-count.ts
  millstream run job.ts --master 'local[4]' --batch 500ms
  millstream run job.ts --checkpoint state
  millstream run job.ts --args '{"port": 9999}' --conf spark.default.parallelism=8`

export function addRunCommand(program: Command, output: Output): void {
  program
    .command('run')
    .summary('run a program')
    .description('Run a program: TypeScript or JavaScript, without any set-up.')
    .argument('<file>', 'the program')
    .option('--master <master>', 'what runs it: local, local[4], local[*]')
    .option('--name <name>', 'name of the application')
    .option('--batch <interval>', 'batch interval of a streaming job: 500ms, 1s')
    .option(
      '--conf <key=value>',
      'a setting; may be given several times',
      (pair, pairs: string[]) => [...pairs, pair],
      [],
    )
    .option('--args <json>', 'arguments of a job, as JSON')
    .option('--checkpoint <directory>', 'where a streaming job writes checkpoints, and goes on from what is there')
    .option('--drop-state <names>', 'operators whose states in the checkpoint are not wanted any more: a,b')
    .option('--no-bundle', 'let Node import the file itself, also where esbuild is installed')
    .addOption(
      new Option('--restart <when>', 'start it again: on-crash, never (default: when a stream crashed)').choices([
        'on-crash',
        'never',
      ]),
    )
    .option('--max-restarts <count>', 'most restarts in ten minutes (default: 5)', checked(countOf, COUNT))
    .option('--restart-delay <time>', 'longest wait before the first, doubled each time (default: 200ms)', delay)
    .option('--max-restart-delay <time>', 'longest wait before any (default: 30s)', delay)
    .option('--no-supervise', 'run it in this process, as a debugger needs it')
    .addHelpText('after', EXAMPLES)
    .action((file: string, flags: RunFlags) => runProgram(file, flags, output))
}

/** The text of an option that the supervisor has read, if it could. Errors: UsageError. */
const checked =
  (read: (text: string) => number | undefined, needed: string) =>
  (text: string): string => {
    if (read(text) !== undefined) return text
    throw new UsageError(`'${text}' is not ${needed}`)
  }
const COUNT = 'a whole number, for --max-restarts'
const delay = checked(delayOf, 'a length of time such as 500ms or 10s')

/** Resolves when the job has ended, or when the script has been evaluated: it may go on in the background. */
export async function runProgram(file: string, flags: RunFlags, output: Output): Promise<void> {
  const drop = flags.dropState === undefined ? {} : { 'millstream.checkpoint.dropState': flags.dropState }
  const settings = { ...settingsOf(flags), ...drop }
  const args = parseArgs(flags.args)
  for (const notice of unknownKeys(Object.keys(settings))) output.err(notice)
  const launch = launchWith(settings)
  const { default: job } = await loadProgram(file, { bundle: flags.bundle })
  const { master, name, batch, checkpoint } = flags
  if (isJob(job)) return runJob(job, { master, name, batch, checkpoint, conf: settings, args })
  if (job !== undefined && !launch.hasStarted) requireJob(job, file)
  for (const flag of ['batch', 'args', 'checkpoint'] as const)
    if (flags[flag] !== undefined) output.err(`WARN --${flag} has no effect: ${file} is a script and not a job`)
}

async function runJob(job: JobDefinition, options: RunJobOptions): Promise<void> {
  const running = await run(job as Parameters<typeof run>[0] & JobDefinition, options)
  try {
    await running.done
  } catch (error) {
    await running.stop()
    throw error
  }
}

/** Errors: UsageError. */
export function parseArgs(text: string | undefined): unknown {
  if (text === undefined) return undefined
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new UsageError(`--args is not JSON: ${(error as Error).message}`)
  }
}
