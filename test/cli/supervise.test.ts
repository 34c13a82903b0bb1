import assert from 'node:assert/strict'
import { test } from 'node:test'
import { millstream, programs, Running } from './command.ts'

const { write } = programs()

/** A stream that says which process it runs in, and prints a batch now and then. */
const stream = (inBatch = '', before = ''): string => `import { streamingJob } from 'millstream'
${before}
export default streamingJob('ones', { batch: '50ms', prepare: () => console.log('engine', process.pid) }, (ssc) => {
  let batches = 0
  ssc.queueStream([], true, ssc.sparkContext.parallelize([1])).foreachRDD(async (rdd) => {
    const n = await rdd.count()
    batches++
    console.log('batch', batches, n)
    ${inBatch}
  })
})
`

const AT_ONCE = ['--restart-delay', '1ms']
const engines = ({ stdout }: Running): number[] =>
  [...stdout.matchAll(/^engine (\d+)$/gm)].map(([, pid]) => Number(pid))
/** True when the `n`th engine has come to its third batch. */
const runs = (command: Running, n = 1): boolean =>
  command.stdout.split(/^engine \d+$/m)[n]?.includes('batch 3 1\n') ?? false
const notices = ({ stderr }: Running): string[] => stderr.split('\n').filter((line) => line.includes('crashed'))

test('an engine that is killed is started again and goes on; a signal then stops it gracefully', async () => {
  const command = new Running(['run', write('killed.ts', stream()), ...AT_ONCE])
  await command.until(() => runs(command))
  process.kill(engines(command)[0] as number, 'SIGKILL')
  await command.until(() => runs(command, 2))
  const [first, second] = engines(command)
  assert.notEqual(first, second)
  command.signal('SIGTERM')
  assert.equal(await command.code, 143)
  const [crash = '', ...others] = command.stderr.trimEnd().split('\n')
  assert.match(
    crash,
    /^WARN .*killed\.ts crashed: SIGKILL after \d+(?:\.\d)? m?s in batch \d+ ms; it is started again in 1 ms \(1 of 5\)$/,
  )
  assert.deepEqual(others, ['SIGTERM: stopping when what was received is processed; once more to stop now'])
})

test('an engine whose memory is not enough is started again, until it is clear that this does not help', async () => {
  const path = write(
    'greedy.ts',
    stream(`if (batches === 3) {
      const map = new Map()
      for (let i = 0; ; i++) map.set('key' + i, [i])
    }`),
  )
  const limit = { NODE_OPTIONS: '--max-old-space-size=64' }
  const command = new Running(['run', path, ...AT_ONCE, '--max-restarts', '1'], '', limit)
  assert.equal(await command.code, 134)
  const [once = '', loop = '', ...others] = notices(command)
  assert.match(
    once,
    /^WARN .*greedy\.ts crashed: SIGABRT after .* in batch \d+ ms; it is started again in 1 ms \(1 of 1\)$/,
  )
  assert.match(
    loop,
    /^E_CRASH_LOOP at .*greedy\.ts: it crashed 2 times in 10\.0 min and is not started again: SIGABRT after .*, SIGABRT after .*\. The memory that Node may use/,
  )
  assert.deepEqual([others, engines(command).length], [[], 2])
})

test('an error that nobody caught and an end that nobody announced are crashes of a stream', async () => {
  const ends = [
    ['an error', "setTimeout(() => { throw new Error('loose') }, 0)"],
    ['code 7', 'process.reallyExit(7)'],
  ] as const
  for (const [name, end] of ends) {
    const path = write(`${name}.ts`, stream(`if (batches === 3) ${end}`))
    const command = new Running(['run', path, ...AT_ONCE, '--max-restarts', '1'])
    assert.equal(await command.code, name === 'an error' ? 1 : 7)
    assert.deepEqual([engines(command).length, notices(command).length], [2, 2])
    assert.ok(notices(command)[0]?.includes(`crashed: ${name} after `), command.stderr)
    assert.equal(command.stderr.includes('Error: loose\n'), name === 'an error')
  }
})

test('process.exit of the program is its own decision, whatever the code', async () => {
  const command = new Running(['run', write('exits.ts', stream('if (batches === 3) process.exit(77)')), ...AT_ONCE])
  assert.equal(await command.code, 77)
  assert.deepEqual([engines(command).length, command.stderr], [1, ''])
})

test('a program that is no stream is not started again, unless it is asked for', async () => {
  const path = write('killed-script.ts', "console.log('engine', process.pid)\nprocess.kill(process.pid, 'SIGKILL')\n")
  const { code, stdout, stderr } = await millstream('run', path)
  assert.equal(code, 137)
  assert.match(stdout, /^engine \d+\n$/)
  assert.match(
    stderr,
    /^.*killed-script\.ts crashed: SIGKILL after \d+(?:\.\d)? m?s\. The system most likely had no memory left: .*\n$/,
  )
  const asked = new Running(['run', path, '--restart', 'on-crash', ...AT_ONCE, '--max-restarts', '2'])
  assert.equal(await asked.code, 137)
  assert.equal(engines(asked).length, 3)
  const never = new Running(['run', write('never.ts', stream('process.abort()')), '--restart', 'never'])
  assert.equal(await never.code, 134)
  assert.equal(engines(never).length, 1)
})

test('when the supervisor is killed the engine ends, after what it has received', async () => {
  const command = new Running(['run', write('orphan.ts', stream())])
  await command.until(() => runs(command))
  command.signal('SIGKILL')
  // Its output ends when the last process that holds it has ended: the engine.
  assert.equal(await command.code, 'SIGKILL')
  assert.equal(
    command.stderr,
    'the process that watched over the program is gone, so the program ends\n' +
      'SIGTERM: stopping when what was received is processed; once more to stop now\n',
  )
})

test('a signal to both, as a terminal sends it, is one signal', async () => {
  // The command leads a process group of its own, as it does in a shell.
  const command = new Running(['run', write('terminal.ts', stream())], undefined, {}, { detached: true })
  await command.until(() => runs(command))
  process.kill(-(command.child.pid as number), 'SIGINT')
  assert.equal(await command.code, 0)
  assert.equal(command.stderr, 'SIGINT: stopping when what was received is processed; once more to stop now\n')
})

test('an engine that hears nothing is killed by the third signal', async () => {
  const command = new Running(['run', write('deaf.ts', "console.log('here')\nfor (;;);\n")])
  await command.until(({ stdout }) => stdout.includes('here'))
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) command.signal(signal)
  assert.equal(await command.code, 137)
})

test('SIGHUP stops gracefully as well', async () => {
  const command = new Running(['run', write('hangup.ts', stream())])
  await command.until(() => runs(command))
  command.signal('SIGHUP')
  assert.equal(await command.code, 129)
  assert.match(command.stderr, /^SIGHUP: stopping/)
})

test('without supervision, and under a debugger, there is one process', async () => {
  const path = write('parent.ts', 'console.log(process.ppid, process.send)\n')
  const own = `${process.pid} undefined\n`
  assert.deepEqual(await millstream('run', path, '--no-supervise'), { stdout: own, stderr: '', code: 0 })
  const debugged = new Running(['run', path], '', { NODE_OPTIONS: '--inspect=127.0.0.1:0' })
  assert.equal(await debugged.code, 0)
  assert.equal(debugged.stdout, own)
})

test('standard input, output and error are those of the command, byte for byte', async () => {
  const path = write(
    'echo.ts',
    `const parts = []
for await (const part of process.stdin) parts.push(part)
process.stderr.write(Buffer.from([1, 255, 0]))
process.stdout.write(Buffer.concat(parts))
`,
  )
  const bytes = Buffer.from(Array.from({ length: 100_000 }, (_, i) => (i * 31) % 256))
  const command = new Running(['run', path], bytes, {}, { encoding: 'latin1' })
  assert.equal(await command.code, 0)
  assert.ok(Buffer.from(command.stdout, 'latin1').equals(bytes))
  assert.equal(command.stderr, '\x01\xff\0')
})
