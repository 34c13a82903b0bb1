import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { millstream, programs, Running } from './command.ts'

const { folder, write } = programs()

test('a batch job runs with its arguments, name and settings', async () => {
  const path = write(
    'batch.ts',
    `import { batchJob } from 'millstream'
export default batchJob('totals', { prepare: async (given: { by: number }) => ({ by: given.by * 10 }) }, async (sc, { by }) => {
  const numbers = await sc.parallelize([1, 2, 3]).map((x) => x * by).collect()
  console.log(JSON.stringify([numbers, sc.appName, sc.master, sc.defaultParallelism]))
})
`,
  )
  const flags = [
    '--args',
    '{"by": 2}',
    '--master',
    'local[2]',
    '--conf',
    'spark.default.parallelism=7',
    '--name',
    'other',
  ]
  assert.deepEqual(await millstream('run', path, ...flags), {
    stdout: '[[20,40,60],"other","local[2]",7]\n',
    stderr: '',
    code: 0,
  })
})

test('a script is imported; what its code sets wins over the command line, which wins over the defaults', async () => {
  const path = write(
    'script.ts',
    `import { SparkConf, SparkContext } from 'millstream'
const plain = new SparkContext()
const set = new SparkContext(new SparkConf().setMaster('local[3]').set('a', 'code').set('b', 'code'))
console.log(plain.master, plain.appName, plain.conf.get('a'), set.master, set.conf.get('a'), set.conf.get('c'))
await plain.stop()
await set.stop()
`,
  )
  const flags = ['--master', 'local[2]', '--name', 'n', '--conf', 'a=flag', '--conf', 'c=flag', '--batch', '1s']
  assert.deepEqual(await millstream('run', path, ...flags), {
    stdout: 'local[2] n flag local[3] code flag\n',
    stderr: `WARN --batch has no effect: ${path} is a script and not a job\n`,
    code: 0,
  })
})

test('a program runs a job of another file', async () => {
  write(
    'inner/job.ts',
    `import { batchJob } from 'millstream'
export default batchJob('inner', async (sc, n: number) => (await sc.parallelize([n, n]).collect()).length + n)
`,
  )
  const path = write(
    'outer.ts',
    `import { run } from 'millstream'
const job = await run(new URL('./inner/job.ts', import.meta.url), { args: 5 })
console.log(job.kind, await job.done)
`,
  )
  assert.deepEqual(await millstream('run', path), { stdout: 'batch 7\n', stderr: '', code: 0 })
})

test('without the bundle Node imports the file itself', async () => {
  const path = write('plain.mts', 'const n: number = 1\nconsole.log(n, import.meta.filename)\n')
  assert.deepEqual(await millstream('run', path, '--no-bundle'), { stdout: `1 ${path}\n`, stderr: '', code: 0 })
  const broken = write('broken.mts', 'const a = = 2\n')
  assert.deepEqual(await millstream('run', broken, '--no-bundle'), {
    stdout: '',
    stderr: `E_JOB_UNREADABLE at ${broken}:1: Expression expected. Correct it, or have the program compiled: without --no-bundle.\n`,
    code: 2,
  })
})

test('a job that fails says what, where in the user’s file, and ends with 1', async () => {
  const path = write(
    'failing.ts',
    `import { batchJob } from 'millstream'

interface Row { readonly n: number }
const parse = (row: Row): number => {
  if (row.n === 2) throw new RangeError('two')
  return row.n
}
export default batchJob('failing', async (sc) => {
  await sc.parallelize([{ n: 1 }, { n: 2 }]).map(parse).collect()
})
`,
  )
  const { stdout, stderr, code } = await millstream('run', path)
  assert.equal(code, 1)
  assert.equal(stdout, '')
  const [message = '', ...frames] = stderr
    .trimEnd()
    .split('\n')
    .filter((line) => !line.startsWith('WARN'))
  assert.match(message, /^E_USER_FUNCTION at map \(failing\.ts:9\): .*RangeError: two/)
  assert.equal(frames[0], `    at parse (${path}:5:26)`)
  for (const frame of frames) assert.ok(frame.includes(path), frame)
})

test('a script that fails ends with 1, though it left a context open', async () => {
  const path = write(
    'throws.ts',
    `import { SparkContext } from 'millstream'
new SparkContext('local', 'x')
throw new TypeError('no good')
`,
  )
  const { stderr, code } = await millstream('run', path)
  assert.equal(stderr, `TypeError: no good\n    at <anonymous> (${path}:3:7)\n`)
  assert.equal(code, 1)
})

test('an error that nobody waited for ends the program with 1', async () => {
  const path = write('loose.ts', "export {}\nPromise.reject(new Error('loose'))\nsetTimeout(() => {}, 50_000)\n")
  const { stderr, code } = await millstream('run', path)
  assert.equal(stderr, `Error: loose\n    at <anonymous> (${path}:2:16)\n`)
  assert.equal(code, 1)
})

test('a default export that is no job, of a file that started nothing, is refused', async () => {
  const path = write('other.ts', 'export default { batch: 1 }\n')
  assert.deepEqual(await millstream('run', path), {
    stdout: '',
    stderr: `E_NOT_A_JOB at ${path}: its default export is { batch: 1 }. Export a job: export default streamingJob(name, { batch }, (ssc) => …), or batchJob(name, async (sc) => …).\n`,
    code: 2,
  })
})

test('a missing file and a syntax error are one line with file and line', async () => {
  const missing = join(folder, 'missing.ts')
  assert.deepEqual(await millstream('run', missing), {
    stdout: '',
    stderr: `E_JOB_UNREADABLE at ${missing}: there is no such file. Give the path of a TypeScript or JavaScript module.\n`,
    code: 2,
  })
  const broken = write('broken.ts', 'const a = 1\nconst b = = 2\n')
  assert.deepEqual(await millstream('run', broken), {
    stdout: '',
    stderr: `E_JOB_UNREADABLE at ${broken}:2:11: Unexpected "=".\n`,
    code: 2,
  })
})

test('a build that asks for the time is refused, naming the line', async () => {
  const path = write(
    'clock.ts',
    `import { streamingJob } from 'millstream'
export default streamingJob('clock', { batch: '1s' }, (ssc) => {
  const start = Date.now()
  ssc.queueStream([[start]]).print()
})
`,
  )
  assert.deepEqual(await millstream('run', path), {
    stdout: '',
    stderr: `E_NOT_DETERMINISTIC at Date.now (clock.ts:3): it was called while 'clock' was being built, and every host builds it again. Ask in prepare and hand the answer to build.\n    at <anonymous> (${path}:3:22)\n`,
    code: 1,
  })
})

test('wrong words end with 2 and name the nearest right ones', async () => {
  const [command, flag, setting, json] = await Promise.all([
    millstream('rnu', 'x.ts'),
    millstream('run', 'x.ts', '--mastre', 'local'),
    millstream('run', 'x.ts', '--conf', 'a'),
    millstream('run', 'x.ts', '--args', '{'),
  ])
  assert.deepEqual([command.code, command.stderr], [2, "error: unknown command 'rnu'\n(Did you mean run?)\n"])
  assert.deepEqual([flag.code, flag.stderr], [2, "error: unknown option '--mastre'\n(Did you mean --master?)\n"])
  assert.deepEqual([setting.code, setting.stderr], [2, "error: --conf takes key=value and was given 'a'\n"])
  assert.equal(json.code, 2)
  assert.match(json.stderr, /^error: --args is not JSON: /)
})

test('help and version are answered on standard output', async () => {
  const [help, run, version] = await Promise.all([
    millstream('--help'),
    millstream('run', '--help'),
    millstream('--version'),
  ])
  assert.deepEqual([help.code, run.code, version.code], [0, 0, 0])
  assert.match(help.stdout, /^Usage: millstream .*Examples:/s)
  assert.match(run.stdout, /--master <master>.*Examples:/s)
  assert.match(version.stdout, /^\d+\.\d+\.\d+\n$/)
})

const STREAM = `import { streamingJob } from 'millstream'
export default streamingJob('ones', { batch: '50ms' }, (ssc) => {
  ssc.queueStream([], true, ssc.sparkContext.parallelize([1])).print()
})
`

for (const [signal, expected] of [
  ['SIGINT', 0],
  ['SIGTERM', 143],
] as const)
  test(`a streaming job prints until ${signal} stops it gracefully`, async () => {
    const command = new Running(['run', write(`ones-${signal}.ts`, STREAM)])
    await command.until(({ stdout }) => (stdout.match(/^Time: \d+ ms$/gm) ?? []).length >= 3)
    command.signal(signal)
    assert.equal(await command.code, expected)
    assert.match(command.stdout, /^-{43}\nTime: \d+ ms\n-{43}\n1\n\n/)
    assert.equal(command.stderr, `${signal}: stopping when what was received is processed; once more to stop now\n`)
  })

test('a second signal ends at once, also while the graceful stop waits for a batch', async () => {
  const path = write(
    'stuck.ts',
    `import { streamingJob } from 'millstream'
export default streamingJob('stuck', { batch: '50ms' }, (ssc) => {
  ssc.queueStream([[1]]).foreachRDD(async () => {
    console.log('working')
    await new Promise((resolve) => setTimeout(resolve, 50_000))
  })
})
`,
  )
  const command = new Running(['run', path])
  await command.until(({ stdout }) => stdout.includes('working'))
  command.signal('SIGTERM')
  await command.until(({ stderr }) => stderr.includes('stopping'))
  command.signal('SIGINT')
  assert.equal(await command.code, 130)
})

test('a graceful stop has an end by the setting, and what is left is told', async () => {
  const path = write(
    'endless.ts',
    `import { streamingJob } from 'millstream'
export default streamingJob('endless', { batch: '50ms' }, (ssc) => {
  ssc.queueStream([[1, 2]]).foreachRDD(async (rdd) => {
    if ((await rdd.count()) === 0) return
    console.log('working')
    await new Promise(() => {})
  })
})
`,
  )
  const command = new Running(['run', path, '--conf', 'millstream.stop.timeout=100ms'])
  await command.until(({ stdout }) => stdout.includes('working'))
  command.signal('SIGTERM')
  assert.equal(await command.code, 143)
  assert.match(command.stderr, /^SIGTERM: \d+ batch(?:es)? and 2 records were left$/m)
})

test('a signal ends a program without streams at once', async () => {
  const path = write('waiting.ts', "console.log('here')\nsetTimeout(() => {}, 50_000)\n")
  const command = new Running(['run', path])
  await command.until(({ stdout }) => stdout.includes('here'))
  command.signal('SIGINT')
  assert.equal(await command.code, 130)
})

test('a streaming job whose batch fails ends with 1', async () => {
  const path = write(
    'failing-batch.ts',
    `import { streamingJob } from 'millstream'
export default streamingJob('failing', { batch: '50ms' }, (ssc) => {
  ssc.queueStream([[1, 0]]).map((n) => { if (n === 0) throw new Error('zero'); return n }).print()
})
`,
  )
  const { stderr, code } = await millstream('run', path)
  assert.equal(code, 1)
  assert.match(stderr, /E_USER_FUNCTION at map \(failing-batch\.ts:3\)/)
})
