import { Argument, type Command } from 'commander'
import { environmentWith } from '../../rdd/environment.ts'
import type { DeadLetter } from '../../streaming/letters/dead-letter.ts'
import { lettersOf } from '../../streaming/letters/letter-folders.ts'
import type { Output } from '../output.ts'
import { UsageError } from '../report.ts'
import { letterPlace, type Outside } from './letter-place.ts'
import { lineOf, pageOf, rowOf } from './letter-text.ts'
import { removeLetters } from './remove-letters.ts'

interface DlqFlags {
  readonly all?: boolean
  readonly out?: string
}

const EXAMPLES = `
The directory is that of the checkpoints, or that of millstream.deadLetters.directory. An id may be
cut to its first digits. Letters can be removed while no program has the directory.

Examples:
  millstream dlq ls state                          one line for each record that was left out
  millstream dlq show state 3f9c                   all that is known of one
  millstream dlq export state --out bad.jsonl      all of them, a line of JSON each
  millstream dlq rm state --all`

export function addDlqCommand(program: Command, output: Output): void {
  program
    .command('dlq')
    .summary('look at records that were left out')
    .description('Show, export or remove the records that a program left out because its functions fail on them.')
    .addArgument(new Argument('<action>', 'what to do').choices(['ls', 'show', 'export', 'rm']))
    .argument('<directory>', 'where they are')
    .argument('[ids...]', 'which of them; default: all, but not for rm')
    .option('--all', 'all of them, for rm')
    .option('--out <file>', 'file to export to; default: standard output')
    .addHelpText('after', EXAMPLES)
    .action((action: keyof typeof ACTIONS, directory: string, ids: string[], flags: DlqFlags) =>
      dlq(action, directory, ids, flags, output, environmentWith()),
    )
}

/** Errors: UsageError; STATE_CORRUPT with the file and the offset; E_CHECKPOINT_IN_USE from rm. */
export async function dlq(
  action: keyof typeof ACTIONS,
  directory: string,
  ids: readonly string[],
  flags: DlqFlags,
  output: Output,
  outside: Outside,
): Promise<void> {
  const place = letterPlace(outside.files, directory)
  const letters = chosen(lettersOf(outside.files, place), ids, directory)
  await ACTIONS[action]({ place, letters, ids, flags, output, outside })
}

interface Asked {
  /** The directory that they are in. */
  readonly place: string
  /** Those that were asked for. */
  readonly letters: readonly DeadLetter[]
  readonly ids: readonly string[]
  readonly flags: DlqFlags
  readonly output: Output
  readonly outside: Outside
}

const ACTIONS = {
  ls: ({ letters, output }: Asked): void => {
    for (const letter of letters) output.out(rowOf(letter))
  },
  show: ({ letters, output }: Asked): void => output.out(letters.map(pageOf).join('\n\n')),
  export: exportLetters,
  rm: async ({ place, letters, ids, flags, output, outside }: Asked): Promise<void> => {
    if (ids.length === 0 && flags.all !== true)
      throw new UsageError('rm takes the ids of letters, or --all for every one of them')
    await removeLetters(outside, place, new Set(letters.map(({ id }) => id)))
    output.err(`${letters.length} letters removed`)
  },
}

async function exportLetters({ letters, flags, output, outside }: Asked): Promise<void> {
  const lines = letters.map((letter) => lineOf(letter))
  if (flags.out === undefined) {
    for (const line of lines) output.out(line)
    return
  }
  const file = outside.files.create(flags.out, { exclusive: true })
  try {
    for (const line of lines) file.append(Buffer.from(`${line}\n`))
    await file.sync()
  } finally {
    file.close()
  }
  output.err(`${lines.length} letters written to ${flags.out}`)
}

/** The letters of `ids`, or all. Errors: UsageError for an id that is none, or that is not of one letter alone. */
function chosen(letters: readonly DeadLetter[], ids: readonly string[], directory: string): readonly DeadLetter[] {
  if (ids.length === 0) return letters
  const found = ids.map((id) => {
    const [only, ...others] = letters.filter((letter) => letter.id.startsWith(id))
    if (only === undefined) throw new UsageError(`there is no letter '${id}' in ${directory}`)
    if (others.length > 0)
      throw new UsageError(`${others.length + 1} letters begin with '${id}': give more of its digits`)
    return only
  })
  return [...new Set(found)]
}
