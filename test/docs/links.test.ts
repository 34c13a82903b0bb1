import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { ROOT } from './blocks.ts'

const pages = globSync(['*.md', 'docs/{design,guide,reference}/*.md', 'examples/**/*.md'], { cwd: ROOT })

/** The anchor of a heading, as GitHub makes it. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\w\s-]/g, '')
    .trim()
    .replaceAll(' ', '-')

function isThere(page: string, link: string): boolean {
  const [path = '', anchor] = link.split('#')
  const target = join(ROOT, dirname(page), path === '' ? page.slice(page.lastIndexOf('/') + 1) : path)
  if (!existsSync(target)) return false
  const headings = anchor === undefined ? [] : readFileSync(target, 'utf8').matchAll(/^#+ (.*)$/gm)
  return anchor === undefined || [...headings].some(([, heading = '']) => anchorOf(heading) === anchor)
}

test('every link between the pages of the repository leads somewhere', () => {
  assert.ok(pages.length > 20)
  const broken = pages.flatMap((page) =>
    [...readFileSync(join(ROOT, page), 'utf8').matchAll(/\]\((?!https?:)([^)\s]+)\)/g)]
      .map(([, link = '']) => link)
      .filter((link) => !isThere(page, link))
      .map((link) => `${page}: ${link}`),
  )
  assert.deepEqual(broken, [])
})
