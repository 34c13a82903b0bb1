import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Bench, bench } from './table.test.ts'

const LINE = '-'.repeat(43)

test('print shows the first records of each batch that has an RDD', async () => {
  const b = bench()
  b.input([[['cloud', 3], 'x', 'y'], [], null]).print(2)
  await b.run(3)
  assert.deepEqual(b.printed, [
    `${LINE}\nTime: 1000 ms\n${LINE}\n(cloud,3)\nx\n...\n`,
    `${LINE}\nTime: 2000 ms\n${LINE}\n`,
  ])
})

test('pprint prints as Python does', async () => {
  const b = bench()
  b.input([[['cloud', 3]]]).pprint()
  await b.run(1)
  const lines = (b.printed[0] ?? '').split('\n')
  assert.match(lines[1] ?? '', /^Time: \d{4}-\d\d-\d\d \d\d:\d\d:01$/)
  assert.deepEqual([lines[0], ...lines.slice(2)], [LINE, LINE, "('cloud', 3)", ''])
})

test('print shows ten records', async () => {
  const b = bench()
  b.input([
    [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
    [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
  ]).print()
  await b.run(2)
  assert.deepEqual(
    b.printed.map((text) => text.split('\n').length),
    [14, 15],
  )
  assert.match(b.printed[1] ?? '', /\n10\n\.\.\.\n$/)
})

test('foreachRDD is given the RDD and the time, and makes no job without an RDD', async () => {
  const b = bench()
  const seen: unknown[] = []
  b.input([[1, 2], null, []]).foreachRDD(async (rdd, time) => seen.push([time.milliseconds, await rdd.collect()]))
  await b.run(3)
  assert.deepEqual(seen, [
    [1000, [1, 2]],
    [3000, []],
  ])
})

test('foreachPartition and foreachAsync run where the records are', async () => {
  const b = bench()
  const seen: unknown[] = []
  b.input([[1, 2, 3, 4]]).foreachPartition((records) => void seen.push([...records]))
  b.input([[5, 6]]).foreachAsync(async (record) => void seen.push(record))
  await b.run(1)
  assert.deepEqual(seen, [[1, 2], [3, 4], 5, 6])
})

test('saveAsTextFiles writes a directory a batch, also for an empty one, over what is there', async () => {
  const b = bench()
  b.input([['a', 'b'], []], 1).saveAsTextFiles('/out/words', 'txt')
  b.input([['again']], 1).saveAsTextFiles('/out/words', 'txt')
  await b.run(2)
  assert.equal(contentOf(b, '/out/words-1000.txt/part-00000'), 'again\n')
  assert.equal(contentOf(b, '/out/words-2000.txt/part-00000'), '')
})

test('an error of foreachRDD names the operator, the line and the batch', async () => {
  const b = bench()
  b.input([[1]]).foreachRDD(() => {
    throw new Error('no disk')
  })
  await assert.rejects(b.run(1), {
    message: /^E_USER_FUNCTION at foreachRDD \(output\.test\.ts:\d+\): no disk \(batch of 1000 ms\)\.$/,
  })
})

function contentOf(b: Bench, path: string): string {
  const file = b.files.open(path)
  const bytes = new Uint8Array(file.size)
  file.read(bytes, 0)
  return new TextDecoder().decode(bytes)
}
