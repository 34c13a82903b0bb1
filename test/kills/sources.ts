import { fileSource } from './file-source.ts'
import { plainSource } from './plain-source.ts'
import { sendingSource } from './sending-source.ts'

/** Something outside of the program that makes numbered records, each with a key. */
export interface Source {
  /** What the job is told. */
  readonly args: InputArgs
  /** Records so far: numbers below this one. */
  readonly made: number
  /** Make no more. */
  stop(): void
  close(): void
  /** The first record that must have come out by now, when the program that runs has had all the time it needs. */
  missing(hasCome: (n: number) => boolean): number | undefined
}

export type InputArgs =
  | { readonly kind: 'files'; readonly directory: string }
  | { readonly kind: 'socket' | 'sending'; readonly port: number }

export const SOURCES: Readonly<Record<InputArgs['kind'], (folder: string) => Source | Promise<Source>>> = {
  files: fileSource,
  socket: plainSource,
  sending: sendingSource,
}

/** Looks for the first record that did not come; what came is not asked for again. */
export function inOrder(): (made: number, hasCome: (n: number) => boolean) => number | undefined {
  let next = 0
  return (made, hasCome) => {
    while (next < made && hasCome(next)) next++
    return next < made ? next : undefined
  }
}
