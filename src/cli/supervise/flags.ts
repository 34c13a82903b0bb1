import { toMillis } from '../../kernel/duration.ts'
import { RULES } from './restarts.ts'
import type { Supervision } from './supervisor.ts'

/** The options of `millstream run` that are its supervisor's. */
export type RestartFlags = Pick<Supervision, 'restart' | 'rules'> & { readonly file: string }

/** The options of `millstream run` that are followed by a value. A test holds them and the command together. */
export const VALUED = [
  '--master',
  '--name',
  '--batch',
  '--conf',
  '--args',
  '--checkpoint',
  '--drop-state',
  '--restart',
  '--max-restarts',
  '--restart-delay',
  '--max-restart-delay',
]

/**
 * What the arguments of the command line say of supervision; undefined when the command is to be run in this process: it is
 * another one, it asks for help, it is not to be supervised, or it is wrong, which the command itself says best.
 */
export function restartFlags([command, ...args]: readonly string[]): RestartFlags | undefined {
  if (command !== 'run') return undefined
  const { file, values, switches } = words(args)
  if (file === undefined || ['--help', '-h', '--no-supervise'].some((name) => switches.has(name))) return undefined
  const restart = values.get('--restart')
  if (restart !== undefined && restart !== 'on-crash' && restart !== 'never') return undefined
  const limit = countOf(values.get('--max-restarts') ?? String(RULES.limit))
  const first = delayOf(values.get('--restart-delay') ?? String(RULES.first))
  const longest = delayOf(values.get('--max-restart-delay') ?? String(RULES.longest))
  if (limit === undefined || first === undefined || longest === undefined) return undefined
  return { file, restart, rules: { ...RULES, limit, first, longest: Math.max(first, longest) } }
}

/** A whole number; undefined for anything else. */
export const countOf = (text: string): number | undefined => (/^\d{1,9}$/.test(text) ? Number(text) : undefined)

/** Milliseconds; undefined for what is no length of time. */
export function delayOf(text: string): number | undefined {
  try {
    return toMillis(/^\d+$/.test(text) ? Number(text) : text)
  } catch {
    return undefined
  }
}

function words(args: readonly string[]) {
  const values = new Map<string, string>()
  const switches = new Set<string>()
  const others: string[] = []
  for (let i = 0; i < args.length; i++) {
    const word = args[i] as string
    const [name = '', ...value] = word.split('=')
    if (word === '--') {
      others.push(...args.slice(i + 1))
      break
    }
    if (!word.startsWith('-')) others.push(word)
    else if (!VALUED.includes(name)) switches.add(word)
    else values.set(name, value.length > 0 ? value.join('=') : (args[++i] ?? ''))
  }
  return { file: others[0], values, switches }
}

/** True when Node itself was told to listen to a debugger: then there must be one process. */
export const isDebugged = (execArgv: readonly string[], nodeOptions = ''): boolean =>
  [...execArgv, ...nodeOptions.split(/\s+/)].some((option) => /^--inspect(?!-publish-uid)/.test(option))
