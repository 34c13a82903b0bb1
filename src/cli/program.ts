import { Command, CommanderError } from 'commander'
import { ownPackage } from '../program/bundle/own-package.ts'
import { addCheckpointCommand } from './checkpoint/checkpoint-command.ts'
import { addDlqCommand } from './dlq/dlq-command.ts'
import { addExplainCommand } from './explain/explain-command.ts'
import { addNcCommand } from './nc/nc-command.ts'
import type { Output } from './output.ts'
import { EXIT, exitCodeOf, reportError } from './report.ts'
import { addRunCommand } from './run-command.ts'

const EXAMPLES = `
Examples:
  millstream nc --listen 9999                     in one window: type lines
  millstream run word-count.ts --master 'local[2]'   in another: count them
  millstream explain word-count.ts                what the program is made of

millstream <command> --help says more.`

/** Carry out a command line (without `node` and the script) and answer the exit code. */
export async function main(argv: readonly string[], output: Output): Promise<number> {
  try {
    await commands(output).parseAsync([...argv], { from: 'user' })
    return EXIT.ok
  } catch (error) {
    // What commander has to say it has said already; it ends help and version in this way as well.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage
    output.err(reportError(error))
    return exitCodeOf(error)
  }
}

function commands(output: Output): Command {
  const program = new Command('millstream')
    .description("The stream processor for TypeScript: Spark's RDDs and DStreams in one process.")
    .version(ownPackage.version, '-v, --version')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => output.out(text.replace(/\n$/, '')),
      writeErr: (text) => output.err(text.replace(/\n$/, '')),
    })
    .addHelpText('after', EXAMPLES)
  const all = [addRunCommand, addExplainCommand, addCheckpointCommand, addNcCommand, addDlqCommand]
  for (const add of all) add(program, output)
  return program
}
