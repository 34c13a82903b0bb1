import { readdirSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A block of TypeScript in a page. */
export interface Block {
  /** `windows.md:12`: the line where the code begins. */
  readonly name: string
  /** The name as the name of a file. */
  readonly file: string
  readonly code: string
  /** True for a block that needs the world, which is compiled and, if it is a program, built, but not run. */
  readonly noRun: boolean
}

const FENCE = /^```ts( no-run)?\n([\s\S]*?)^```$/gm

export const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** The TypeScript blocks of README.md and of the guide, page by page. */
export function guideBlocks(): Block[] {
  const pages = readdirSync(`${ROOT}docs/guide`).map((page) => `docs/guide/${page}`)
  return ['README.md', ...pages.sort()].flatMap(blocksOf)
}

function blocksOf(page: string): Block[] {
  const text = readFileSync(`${ROOT}${page}`, 'utf8')
  return [...text.matchAll(FENCE)].map(({ index, 1: noRun, 2: code = '' }) => {
    const line = text.slice(0, index).split('\n').length + 1
    const name = page === 'README.md' ? 'README' : `guide-${basename(page, '.md')}`
    return { name: `${page}:${line}`, file: `${name}-${line}.ts`.toLowerCase(), code, noRun: noRun !== undefined }
  })
}

/** A program that runs until somebody stops it: it is built and not run. */
export const isProgram = ({ code }: Block): boolean =>
  /^export default streamingJob\b|^await ssc\.start\(\)/m.test(code)

/** A block that imports nothing is a snippet: the names that the guide takes for granted are put before it. */
export const isSnippet = ({ code }: Block): boolean => !/^import /m.test(code)
