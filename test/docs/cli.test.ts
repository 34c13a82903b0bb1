import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { main } from '../../src/cli/program.ts'
import { ROOT } from './blocks.ts'

const page = readFileSync(`${ROOT}docs/reference/cli.md`, 'utf8')

async function help(...command: string[]): Promise<string> {
  const lines: string[] = []
  const output = { out: (line: string) => lines.push(line), err: (line: string) => lines.push(line) }
  assert.equal(await main([...command, '--help'], output), 0)
  return lines.join('\n')
}

const commands = [...(await help()).matchAll(/^ {2}(\w+) (?:\[options\]|<)/gm)].map(([, name = '']) => name)

test('docs/reference/cli.md has one section for each command', () => {
  assert.ok(commands.includes('run'), commands.join(', '))
  const documented = commands.filter((name) => name !== 'help')
  assert.deepEqual(
    [...page.matchAll(/^## millstream (\w+)/gm)].map(([, name]) => name),
    documented,
  )
})

for (const name of commands.filter((name) => name !== 'help'))
  test(`the section of ${name} has each of its options`, async () => {
    const [, section = ''] = page.split(new RegExp(`^## millstream ${name}\\b`, 'm'))
    const [own = ''] = section.split(/^## /m)
    const options = [...(await help(name)).matchAll(/^ {2}(?:-\w, )?(--[\w-]+)/gm)].map(([, flag = '']) => flag)
    assert.ok(options.length > 1)
    assert.deepEqual(
      options.filter((flag) => flag !== '--help' && !own.includes(flag)),
      [],
    )
  })
