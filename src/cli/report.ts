import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { StreamError } from '../kernel/errors.ts'
import { isKind, ownStack, thrownText } from '../kernel/thrown.ts'
import { ownPackage } from '../program/bundle/own-package.ts'

/** How a command ended, as other programs see it. Ends by a signal are 128 and its number: signals.ts. */
export const EXIT = { ok: 0, failed: 1, usage: 2 } as const

/** Wrong words on the command line. */
export class UsageError extends Error {}

/** `usage` when the command was called wrongly or its settings or its program's file are wrong; else `failed`. */
export function exitCodeOf(error: unknown): number {
  if (isKind(error, UsageError)) return EXIT.usage
  if (!StreamError.is(error)) return EXIT.failed
  return /^(?:CONFIG_|E_JOB_UNREADABLE|E_NOT_A_JOB)/.test(error.code) ? EXIT.usage : EXIT.failed
}

/**
 * An error for the person who started the program: what happened, then the lines of the user's own files that led there.
 * The lines of millstream, of Node and of packages are left out.
 */
export function reportError(error: unknown): string {
  if (isKind(error, UsageError)) return `error: ${error.message}`
  if (!isKind(error, Error)) return `a program ${thrownText(error)}`
  const chain = causes(error)
  const message = StreamError.is(error) ? error.message : named(error)
  const below = chain.slice(1).filter((cause) => !message.includes(thrownText(cause)))
  // The deepest error is where it began; those around it were made on the way.
  const frames = chain.map(userFrames).findLast((found) => found.length > 0) ?? []
  return [message, ...below.map((cause) => `caused by ${named(cause)}`), ...frames].join('\n')
}

/** `RangeError: too far`; an error of millstream is its message. */
function named(error: Error): string {
  const text = thrownText(error)
  try {
    return !StreamError.is(error) && error.name === 'Error' && text !== 'Error' ? `Error: ${text}` : text
  } catch {
    return text
  }
}

/** A chain of causes may be endless, and looking at an error may throw: what is behind that is not told. */
function causes(error: Error): Error[] {
  const chain = [error]
  try {
    for (let next = error.cause; next instanceof Error && chain.length < MOST_CAUSES; next = next.cause)
      if (chain.includes(next)) break
      else chain.push(next)
  } catch {
    return chain
  }
  return chain
}

const MOST_CAUSES = 10
const ROOT = dirname(ownPackage.modules)
const FRAME = /^ {4}at (?:async )?(?:.* \()?((?:file:\/\/|\/|[A-Za-z]:\\)[^()]*):\d+:\d+\)?$/

function userFrames(error: Error): string[] {
  return ownStack(error)
    .split('\n')
    .filter((line) => {
      const where = FRAME.exec(line)?.[1]
      return where !== undefined && !line.includes('eval at') && isUserFile(where)
    })
}

function isUserFile(where: string): boolean {
  const path = where.startsWith('file:') ? fileURLToPath(where) : where
  const inside = ['src', 'dist', 'bin'].some((folder) => path.startsWith(`${ROOT}/${folder}/`))
  return !inside && !/[\\/]node_modules[\\/]/.test(path)
}
