import { Argument, type Command } from 'commander'
import { StreamError } from '../../kernel/errors.ts'
import { toJson } from '../../kernel/value-text.ts'
import { type Environment, environmentWith } from '../../rdd/environment.ts'
import { writing } from '../../storage/output-errors.ts'
import { publish } from '../../storage/publish.ts'
import { readText } from '../../storage/whole.ts'
import { requireFree } from '../../streaming/checkpoint/owner.ts'
import { letterFolders } from '../../streaming/letters/letter-folders.ts'
import type { Output } from '../output.ts'
import { UsageError } from '../report.ts'
import { type Contents, readContents, requireState } from './contents.ts'
import { descriptionLines, summaryLines } from './describe-text.ts'
import { describe, summaryOf } from './description.ts'
import { differenceLines, differenceOf } from './difference.ts'
import { makeCheckpoint } from './make.ts'
import { removeCheckpoint, requireOurs } from './remove.ts'
import { parseStates, statesLines, statesOf } from './states-file.ts'

interface CheckpointFlags {
  readonly json: boolean
  readonly state?: string
  readonly limit: number
  readonly base?: string
  readonly yes: boolean
}

/** What an action is given. */
interface Call {
  readonly directory: string
  readonly second: string | undefined
  readonly flags: CheckpointFlags
  readonly output: Output
  readonly environment: Environment
}

const EXAMPLES = `
Actions:
  ls <directory>             what checkpoints are there, and who owns them
  show <directory>           states, inputs, accumulators; with --state the entries of one
  diff <directory> <other>   what is otherwise in the second
  export <directory> [file]  states as lines of JSON
  import <directory> <file>  make a checkpoint of such lines
  rm <directory>             remove what millstream wrote there

Examples:
  millstream checkpoint show state --state totals --limit 10
  millstream checkpoint export state states.jsonl
  millstream checkpoint import mended states.jsonl --base state`

export function addCheckpointCommand(program: Command, output: Output): void {
  program
    .command('checkpoint')
    .summary('look into checkpoints, change and remove them')
    .description('Look into a directory of checkpoints, take its states out, make one, or remove it.')
    .addArgument(new Argument('<action>', 'what to do').choices(Object.keys(ACTIONS)))
    .argument('<directory>', 'the directory of checkpoints')
    .argument('[second]', 'another directory, or a file')
    .option('--json', 'for machines: one JSON document', false)
    .option('--state <name>', 'of this state alone, with its entries')
    .option('--limit <count>', 'most entries that are shown', limitOf, 100)
    .option('--base <directory>', 'import: take all but the states from this checkpoint')
    .option('--yes', 'rm: do it', false)
    .addHelpText('after', EXAMPLES)
    .action(
      async (action: keyof typeof ACTIONS, directory: string, second: string | undefined, flags: CheckpointFlags) =>
        ACTIONS[action]({ directory, second, flags, output, environment: environmentWith() }),
    )
}

const ACTIONS = { ls, show, diff, export: exportStates, import: importStates, rm } as const

function ls(call: Call): void {
  const { files, processes, clock } = call.environment
  const summary = summaryOf(contentsOf(call), files, processes)
  tell(call, summary, () => summaryLines(summary, clock.now()))
}

function show(call: Call): void {
  const { files, processes, clock } = call.environment
  const { state, limit } = call.flags
  const contents = contentsOf(call)
  if (state !== undefined) {
    const entries = requireState(contents, state)
    const shown = entries.slice(0, limit).map(([key, value]) => ({ key: toJson(key), value: toJson(value) }))
    const more = entries.length > limit ? [`and ${entries.length - limit} more`] : []
    tell(call, { state, keys: entries.length, entries: shown }, () => [
      ...shown.map(({ key, value }) => `${JSON.stringify(key)} ${JSON.stringify(value)}`),
      ...more,
    ])
    return
  }
  const description = describe(contents, files, processes)
  tell(call, description, () => descriptionLines(description, clock.now()))
}

function diff(call: Call): void {
  const { state, limit } = call.flags
  const [one, other] = [contentsOf(call), readContents(call.environment.files, secondOf(call, 'another directory'))]
  if (state !== undefined && !other.recovered.states.has(state)) requireState(one, state)
  const difference = differenceOf(one, other, state)
  tell(call, difference, () => differenceLines(difference, state === undefined ? 0 : limit))
}

async function exportStates(call: Call): Promise<void> {
  const { files } = call.environment
  const lines = statesLines(statesOf(contentsOf(call)))
  if (call.second === undefined) {
    for (const line of lines) call.output.out(line)
    return
  }
  const path = call.second
  if (files.statSync(path) !== undefined)
    throw new StreamError('E_OUTPUT_EXISTS', 'something is there already', { at: path, hint: 'Name another file.' })
  await writing(path, () => publish(files, path, Buffer.from(`${[...lines].join('\n')}\n`)))
}

async function importStates(call: Call): Promise<void> {
  const { files, clock, processes } = call.environment
  const path = secondOf(call, 'the file')
  const states = parseStates(readText(files, path, Number.POSITIVE_INFINITY), path)
  const { base: from } = call.flags
  const base = from === undefined ? undefined : readContents(files, from)
  // What it receives meanwhile would be copied in part.
  if (base !== undefined) requireFree(base.directory, base.owner, processes)
  await makeCheckpoint(states, { files, directory: call.directory, now: clock.now(), base })
}

async function rm({ directory, flags, output, environment }: Call): Promise<void> {
  const { files, processes, clock } = environment
  requireOurs(files, directory)
  if (!flags.yes) throw new UsageError(`this removes the checkpoints in ${directory} for good: say --yes`)
  const left = await writing(directory, () => removeCheckpoint(files, directory, processes, clock.now()))
  if (left.length === 0) return
  if (letterFolders(files, directory).length > 0)
    output.err(`dead letters are left in ${directory}: millstream dlq rm ${directory} --all removes them`)
  else output.err(`left in ${directory}, as it is not of checkpoints: ${left.join(', ')}`)
}

const contentsOf = ({ environment, directory }: Call): Contents => readContents(environment.files, directory)

function secondOf({ second }: Call, what: string): string {
  if (second !== undefined) return second
  throw new UsageError(`${what} is missing behind the directory`)
}

function tell({ flags, output }: Call, value: unknown, lines: () => readonly string[]): void {
  for (const line of flags.json ? [JSON.stringify(value)] : lines()) output.out(line)
}

function limitOf(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text)
  throw new UsageError(`'${text}' is not a number of entries, for --limit`)
}
