import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Command } from 'commander'
import { addRunCommand } from '../run-command.ts'
import { isDebugged, restartFlags, VALUED } from './flags.ts'
import { RULES } from './restarts.ts'

const of = (line: string) => restartFlags(line.split(' '))

test('a run is supervised, by what its options say', () => {
  assert.deepEqual(of('run job.ts'), { file: 'job.ts', restart: undefined, rules: RULES })
  assert.deepEqual(
    of('run --restart=never --max-restarts 2 job.ts --restart-delay 1s --max-restart-delay=2min --master local'),
    { file: 'job.ts', restart: 'never', rules: { ...RULES, limit: 2, first: 1000, longest: 120_000 } },
  )
  assert.equal(of('run x.ts --restart-delay 5min')?.rules.longest, 300_000)
})

test('what other options are given is nobody’s option', () => {
  assert.equal(of('run job.ts --args --no-supervise --conf --help')?.file, 'job.ts')
  assert.equal(of('run --name -h -- --no-supervise')?.file, '--no-supervise')
  assert.equal(of('run --no-bundle job.ts')?.file, 'job.ts')
})

test('other commands, help, and what is wrong run in this process', () => {
  for (const line of [
    'explain job.ts',
    'run',
    'run --help',
    'run job.ts -h',
    'run job.ts --no-supervise',
    'run job.ts --restart always',
    'run job.ts --max-restarts -1',
    'run job.ts --restart-delay soon',
  ])
    assert.equal(of(line), undefined, line)
})

test('the options with a value are those of the command', () => {
  const program = new Command()
  addRunCommand(program, { out: () => {}, err: () => {} })
  const options = program.commands.flatMap((command) => command.options)
  assert.ok(options.length > VALUED.length)
  assert.deepEqual(
    options.filter((option) => option.required).map((option) => option.long),
    VALUED,
  )
})

test('a debugger is seen in the options of Node, wherever they are given', () => {
  assert.equal(isDebugged(['--inspect-brk=9230']), true)
  assert.equal(isDebugged([], '--enable-source-maps  --inspect'), true)
  assert.equal(isDebugged(['--max-old-space-size=4096'], '--inspect-publish-uid=http'), false)
})
