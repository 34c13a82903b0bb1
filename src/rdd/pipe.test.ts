import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { SparkContext } from '../index.ts'

const sc = new SparkContext('local[2]', 'pipe')
after(() => sc.stop())
const node = (code: string): string[] => [process.execPath, '-e', code]

test('records are lines, and a command runs for each partition', async () => {
  const count = node(
    "let n = 0; process.stdin.on('data', (d) => { n += String(d).split('\\n').length - 1 }).on('end', () => console.log(n))",
  )
  assert.deepEqual(await sc.range(0, 5, 1, 2).pipe(count).collect(), ['2', '3'])
})

test('no shell: what looks like one is an argument', async () => {
  assert.deepEqual(await sc.parallelize([''], 1).pipe('echo a | $HOME').collect(), ['a | $HOME'])
})

test('variables are added to the environment', async () => {
  const command = node(
    "process.stdin.resume().on('end', () => console.log(process.env.GREETING, process.env.PATH !== undefined))",
  )
  assert.deepEqual(
    await sc
      .parallelize([1], 1)
      .pipe(command, { env: { GREETING: 'hi' } })
      .collect(),
    ['hi true'],
  )
})

test('a context and each record may be printed otherwise', async () => {
  const rdd = sc.parallelize([1, 2], 1).pipe('cat', {
    printPipeContext: (write) => write('start'),
    printElement: (x, write) => {
      write(`<${x}`)
      write('>')
    },
  })
  assert.deepEqual(await rdd.collect(), ['start', '<1', '>', '<2', '>'])
})

test('an end with another code than 0 is an error, unless it is not checked', async () => {
  const command = node("console.error('out of paper'); console.log('page 1'); process.exitCode = 3")
  const rdd = sc.parallelize([1], 1)
  await assert.rejects(rdd.pipe(command).collect(), {
    message: /^E_PIPE at pipe \(pipe\.test\.ts:\d+\): the command '.+ ended with code 3: out of paper\.$/,
  })
  assert.deepEqual(await rdd.pipe(command, { checkCode: false }).collect(), ['page 1'])
})

test('a command that does not exist is an error', async () => {
  await assert.rejects(sc.parallelize([1], 1).pipe('/does/not/exist').collect(), {
    message:
      /^E_PIPE at pipe \(pipe\.test\.ts:\d+\): the command '\/does\/not\/exist' could not be started: .*ENOENT\.$/,
  })
  assert.throws(() => sc.range(1).pipe(' '), {
    message: /^E_ARGUMENT at pipe \(pipe\.test\.ts:\d+\): the command is ' '\. Use a program and its arguments\.$/,
  })
})

test('a command may leave input unread', async () => {
  assert.deepEqual(await sc.range(0, 200_000, 1, 1).pipe('head -n 1').collect(), ['0'])
})

test('an error of the records themselves is told, not one of the pipe', async () => {
  const rdd = sc.parallelize([1, 2], 1).map((x) => {
    if (x === 2) throw new Error('boom')
    return x
  })
  await assert.rejects(rdd.pipe('cat').collect(), { code: 'E_USER_FUNCTION' })
})
