import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { StreamError } from '../kernel/errors.ts'
import { printable } from '../kernel/show.ts'
import { ownPackage } from '../program/bundle/own-package.ts'

/** How a command ended, as other programs see it. Ends by a signal are 128 and its number: signals.ts. */
export const EXIT = { ok: 0, failed: 1, usage: 2 } as const

/** Wrong words on the command line. */
export class UsageError extends Error {}

/** `usage` when the command was called wrongly or its settings or its program's file are wrong; else `failed`. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof UsageError) return EXIT.usage
  if (!(error instanceof StreamError)) return EXIT.failed
  return /^(?:CONFIG_|E_JOB_UNREADABLE|E_NOT_A_JOB)/.test(error.code) ? EXIT.usage : EXIT.failed
}

/**
 * An error for the person who started the program: what happened, then the lines of the user's own files that led there.
 * The lines of millstream, of Node and of packages are left out.
 */
export function reportError(error: unknown): string {
  if (!(error instanceof Error)) return `a program threw ${printable(String(error))}`
  if (error instanceof UsageError) return `error: ${error.message}`
  const chain = causes(error)
  const message = error instanceof StreamError ? error.message : `${error.name}: ${error.message}`
  const below = chain.slice(1).flatMap((cause) => {
    const said = `${cause.name}: ${cause.message}`
    return message.includes(cause.message) ? [] : [`caused by ${said}`]
  })
  // The deepest error is where it began; those around it were made on the way.
  const frames = chain.map(userFrames).findLast((found) => found.length > 0) ?? []
  return [message, ...below, ...frames].join('\n')
}

function causes(error: Error): Error[] {
  const chain = [error]
  for (let next = error.cause; next instanceof Error && !chain.includes(next); next = next.cause) chain.push(next)
  return chain
}

const ROOT = dirname(ownPackage.modules)
const FRAME = /^ {4}at (?:async )?(?:.* \()?((?:file:\/\/|\/|[A-Za-z]:\\)[^()]*):\d+:\d+\)?$/

function userFrames({ stack = '' }: Error): string[] {
  return stack.split('\n').filter((line) => {
    const where = FRAME.exec(line)?.[1]
    return where !== undefined && !line.includes('eval at') && isUserFile(where)
  })
}

function isUserFile(where: string): boolean {
  const path = where.startsWith('file:') ? fileURLToPath(where) : where
  const inside = ['src', 'dist', 'bin'].some((folder) => path.startsWith(`${ROOT}/${folder}/`))
  return !inside && !/[\\/]node_modules[\\/]/.test(path)
}
