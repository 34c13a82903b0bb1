import assert from 'node:assert/strict'
import { test } from 'node:test'
import { millstream, programs } from './command.ts'

const { write } = programs()

const job = write(
  'job.ts',
  `import { streamingJob } from 'millstream'
export default streamingJob('word-count', { batch: '1s' }, (ssc, args: { host: string }) => {
  const lines = ssc.socketTextStream(args.host, 9999)
  const words = lines.flatMap((line) => line.split(' '))
  words.filter((word) => word !== '').named('words').print()
  lines.print()
})
`,
)

test('a job is shown as text', async () => {
  assert.deepEqual(await millstream('explain', job, '--args', '{"host": "localhost"}'), {
    stdout: [
      'word-count: batches of 1.0 s, 3 streams, 2 outputs',
      '',
      'print-0  (job.ts:5)',
      '└─ words  filter (job.ts:5)  every 1.0 s',
      '   └─ flatMap-0  (job.ts:4)  every 1.0 s',
      '      └─ socketTextStream-0  (job.ts:3)  every 1.0 s',
      '',
      'print-1  (job.ts:6)',
      '└─ socketTextStream-0  (job.ts:3)  every 1.0 s',
      '',
    ].join('\n'),
    stderr: '',
    code: 0,
  })
})

test('a script is shown as a Mermaid flowchart, and is not started', async () => {
  const script = write(
    'script.ts',
    `import { SparkContext, StreamingContext, seconds } from 'millstream'
const ssc = new StreamingContext(new SparkContext('local', 'lines'), seconds(1))
ssc.socketTextStream('localhost', 1).window(seconds(3), seconds(3)).print()
await ssc.start()
console.log('started')
`,
  )
  assert.deepEqual(await millstream('explain', script, '--format', 'mermaid'), {
    stdout: [
      'flowchart TD',
      '  s0["socketTextStream-0<br/>script.ts:3"]',
      '  s1["window-0<br/>script.ts:3"]',
      '  o0(["print-0<br/>script.ts:3"])',
      '  s0 -->|every 3.0 s| s1',
      '  s1 --> o0',
      '',
    ].join('\n'),
    stderr: '',
    code: 0,
  })
})

test('what has no graph is said to have none', async () => {
  const batch = write('batch.ts', "import { batchJob } from 'millstream'\nexport default batchJob('b', () => {})\n")
  const script = write('quiet.ts', "import { SparkContext } from 'millstream'\nnew SparkContext()\n")
  const hint = 'so there is no graph to show. Explain a streaming program.\n'
  const [one, two] = await Promise.all([millstream('explain', batch), millstream('explain', script)])
  assert.deepEqual([one.code, one.stderr], [2, `E_NOT_A_JOB at ${batch}: 'b' is a batch job, ${hint}`])
  assert.deepEqual([two.code, two.stderr], [2, `E_NOT_A_JOB at ${script}: it starts no StreamingContext, ${hint}`])
})
