import { mkdirSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { DurationLike } from '../../src/index.ts'
import type { Files } from '../../src/storage/files.ts'
import { nodeFiles } from '../../src/storage/node-files.ts'
import { TestRun } from '../../src/testing/index.ts'

/** What the clock of these tests shows when the stream starts, in ms. */
export const START = 100_000

export interface FolderOptions {
  readonly conf?: Readonly<Record<string, string | number | boolean>>
  readonly interval?: DurationLike
  /** What to put between the program and its files: a disk that fails, say. */
  readonly through?: (files: Files) => Files
}

/**
 * A directory under a test run, on the disk or in memory. Times of change are set by hand, so that the manual clock and
 * nothing else decides what is new; files of the disk are put in by rename, as real programs should.
 */
export interface Folder extends AsyncDisposable {
  readonly run: TestRun
  readonly path: string
  /** Names are relative to the folder; directories above them are made. */
  write(name: string, content: string | Uint8Array, modified: number): void
  touch(name: string, modified: number): void
  rename(from: string, to: string): Promise<void>
  remove(name: string): Promise<void>
  makeDirectory(name: string): Promise<void>
}

/** `in` is there from the beginning. */
export async function memoryFolder({ through = (files) => files, ...options }: FolderOptions = {}): Promise<Folder> {
  const run: TestRun = new TestRun({ start: START, ...options, environment: lateFiles(() => through(run.files)) })
  const at = (name: string): string => `/folder/${name}`
  await run.files.makeDirectory(at('in'))
  return {
    run,
    path: '/folder',
    write: (name, content, modified) => run.files.write(at(name), content, modified),
    touch: (name, modified) => run.files.touch(at(name), modified),
    rename: (from, to) => run.files.rename(at(from), at(to)),
    remove: (name) => run.files.remove(at(name)),
    makeDirectory: (name) => run.files.makeDirectory(at(name)),
    [Symbol.asyncDispose]: () => run[Symbol.asyncDispose](),
  }
}

/** The files of a run that is still being made. */
function lateFiles(files: () => Files): { files: Files } {
  return {
    files: new Proxy({} as Files, {
      get: (_, name: keyof Files) => {
        const known = files()
        return (known[name] as (...args: unknown[]) => unknown).bind(known)
      },
    }),
  }
}

export async function diskFolder({ through = (files) => files, ...options }: FolderOptions = {}): Promise<Folder> {
  const path = mkdtempSync(join(tmpdir(), 'millstream-folder-'))
  const run = new TestRun({ start: START, ...options, environment: { files: through(nodeFiles) } })
  const at = (name: string): string => join(path, name)
  const touch = (file: string, modified: number): void => {
    // A little behind the millisecond: seconds as a fraction could lie just before it.
    const seconds = (modified + 0.1) / 1000
    utimesSync(file, seconds, seconds)
  }
  mkdirSync(at('in'))
  return {
    run,
    path,
    write(name, content, modified) {
      const half = at('.half-written')
      writeFileSync(half, content)
      touch(half, modified)
      mkdirSync(dirname(at(name)), { recursive: true })
      renameSync(half, at(name))
    },
    touch: (name, modified) => touch(at(name), modified),
    rename: async (from, to) => renameSync(at(from), at(to)),
    remove: async (name) => rmSync(at(name), { recursive: true }),
    makeDirectory: async (name) => void mkdirSync(at(name), { recursive: true }),
    async [Symbol.asyncDispose]() {
      await run[Symbol.asyncDispose]()
      rmSync(path, { recursive: true, force: true })
    },
  }
}

/** The kinds of folder by what they are called in names of tests. */
export const FOLDERS = { 'on disk': diskFolder, 'in memory': memoryFolder } as const
