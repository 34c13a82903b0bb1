import type { FileStatus, Files } from './files.ts'

/**
 * A walk over directories, written once and run in two ways: waiting, or at once.
 *
 * The walk is a generator that asks questions and is sent the answers; an error of the system is thrown into it.
 */
export type Listing<T> = Generator<Question, T, any>

export type Question = { readonly ask: 'stat'; readonly path: string } | { readonly ask: 'list'; readonly path: string }

export function* stat(path: string): Listing<FileStatus | undefined> {
  return (yield { ask: 'stat', path }) as FileStatus | undefined
}

export function* list(path: string): Listing<FileStatus[]> {
  return (yield { ask: 'list', path }) as FileStatus[]
}

export async function walk<T>(files: Files, listing: Listing<T>): Promise<T> {
  let step = listing.next()
  while (step.done !== true) {
    const { ask, path } = step.value
    try {
      const answer = await files[ask](path)
      step = listing.next(answer)
    } catch (error) {
      step = listing.throw(error)
    }
  }
  return step.value
}

export function walkSync<T>(files: Files, listing: Listing<T>): T {
  let step = listing.next()
  while (step.done !== true) {
    const { ask, path } = step.value
    try {
      const answer = ask === 'stat' ? files.statSync(path) : files.listSync(path)
      step = listing.next(answer)
    } catch (error) {
      step = listing.throw(error)
    }
  }
  return step.value
}
