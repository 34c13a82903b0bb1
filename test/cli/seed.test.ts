import assert from 'node:assert/strict'
import { test } from 'node:test'
import { programs, Running } from './command.ts'

const { write } = programs()

/** The first program of the documentation, to the letter. */
const SEED = `import { SparkContext, StreamingContext, seconds } from 'millstream'

const sc = new SparkContext('local[2]', 'NetworkWordCount')
const ssc = new StreamingContext(sc, seconds(1))
const lines = ssc.socketTextStream('localhost', 8888)
const filtered = lines.filter((l) => l.includes('cloud')).flatMap((l) => l.split(' '))
const keyed = filtered.map((w) => [w, 1] as const)
const windowed = keyed.countByValueAndWindow(seconds(30), seconds(10))
windowed.pprint()
await ssc.start()
await ssc.awaitTermination()
`

const LINES = 'the cloud is grey\nno match here\na cloud is a cloud\n'

test('the first program counts the words of a socket in windows, and Ctrl-C ends it', { timeout: 40_000 }, async () => {
  const server = new Running(['nc', '--listen', '8888', '--file', write('lines.txt', LINES), '--keep-open'])
  await server.until(({ stderr }) => stderr === 'listening on 127.0.0.1:8888\n')
  const program = new Running(['run', write('seed.ts', SEED)])
  await program.until(({ stdout }) => stdout.endsWith('\n\n'))
  program.signal('SIGINT')
  assert.equal(await program.code, 0)
  server.signal('SIGTERM')
  const [rule, time, again, ...rest] = program.stdout.split('\n')
  assert.equal(rule, '-'.repeat(43))
  assert.match(time ?? '', /^Time: \d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/)
  assert.equal(again, rule)
  const counts = rest.slice(0, rest.indexOf(''))
  assert.deepEqual(counts.sort(), [
    "(('a', 1), 2)",
    "(('cloud', 1), 3)",
    "(('grey', 1), 1)",
    "(('is', 1), 2)",
    "(('the', 1), 1)",
  ])
})
