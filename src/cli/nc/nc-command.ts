import { createReadStream, statSync } from 'node:fs'
import type { Command } from 'commander'
import { environmentWith } from '../../rdd/environment.ts'
import type { Output } from '../output.ts'
import { UsageError } from '../report.ts'
import { type Latin1, paced, repeated, wholeLines } from './replay.ts'
import { type ReplayServer, serveReplay } from './server.ts'

interface NcFlags {
  readonly listen: number
  readonly host: string
  readonly file?: string
  readonly rate?: number
  readonly repeat: boolean
  readonly keepOpen: boolean
  readonly once: boolean
}

const EXAMPLES = `
Each client gets the whole file. Standard input goes to the clients that are there, and is read
from the first one on; then the command ends with it.

Examples:
  millstream nc --listen 9999                           type lines
  millstream nc --listen 9999 --file events.jsonl --rate 1000 --repeat`

export function addNcCommand(program: Command, output: Output): void {
  program
    .command('nc')
    .summary('serve lines on a port, for socketTextStream')
    .description('Listen on a port and send the lines of a file, or of standard input, to who connects.')
    .requiredOption('-l, --listen <port>', 'the port; 0 takes a free one', portOf)
    .option('--host <host>', 'the address to listen on', '127.0.0.1')
    .option('--file <file>', 'the lines; without it, those of standard input')
    .option('--rate <lines>', 'most lines a second', rateOf)
    .option('--repeat', 'begin the file again when it is over', false)
    .option('--keep-open', 'keep connections open when everything is sent', false)
    .option('--once', 'end when the first client has got everything', false)
    .addHelpText('after', EXAMPLES)
    .action(async (flags: NcFlags) => (await startNc(flags, output)).ended)
}

/** Listen as the flags say; ends by itself only for `once` or with standard input. */
export async function startNc(flags: NcFlags, output: Output): Promise<ReplayServer> {
  const { clock, network } = environmentWith()
  const { file, rate } = flags
  if (file !== undefined && statSync(file, { throwIfNoEntry: false })?.isFile() !== true)
    throw new UsageError(`there is no file ${file}`)
  const lines = (): AsyncIterable<Latin1> => wholeLines(read(file))
  const again = (): AsyncIterable<Latin1> => repeated(lines, flags.repeat && file !== undefined)
  const server = await serveReplay(network, {
    address: { host: flags.host, port: flags.listen },
    replay: () => (rate === undefined ? again() : paced(again(), rate, clock)),
    shared: file === undefined,
    keepOpen: flags.keepOpen,
    once: flags.once,
  })
  output.err(`listening on ${flags.host}:${server.port}`)
  const ended = server.ended.finally(() => server.close())
  return { ...server, ended }
}

const read = (file: string | undefined): AsyncIterable<Latin1> =>
  file === undefined ? process.stdin.setEncoding('latin1') : createReadStream(file, { encoding: 'latin1' })

/** Errors: UsageError. */
export function portOf(text: string): number {
  const port = Number(text)
  if (/^\d+$/.test(text) && port < 65_536) return port
  throw new UsageError(`--listen takes a port from 0 to 65535 and was given '${text}'`)
}

/** Errors: UsageError. */
export function rateOf(text: string): number {
  const rate = Number(text)
  if (text.trim() !== '' && rate > 0 && Number.isFinite(rate)) return rate
  throw new UsageError(`--rate takes lines a second above 0 and was given '${text}'`)
}
