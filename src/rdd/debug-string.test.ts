import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { SparkContext } from '../index.ts'

const sc = new SparkContext('local[2]', 'lineage')
after(() => sc.stop())

/** The lineage with lines and numbers of RDDs taken out. */
const shape = (text: string): string[] => text.replace(/\[\d+\] at [^[]*/g, ' ').split('\n')

test('parents stand below, and a shuffle is a step to the right', () => {
  const lines = sc.parallelize(['a b'], 3).setName('input').cache()
  const counts = lines
    .flatMap((line) => line.split(' '))
    .map((word): [string, number] => [word, 1])
    .reduceByKey((a, b) => a + b, 12)
  assert.deepEqual(shape(counts.filter(() => true).toDebugString()), [
    '(12) filter []',
    ' |   reduceByKey []',
    ' +-(3) map []',
    '    |  flatMap []',
    '    |  input parallelize [MEMORY_ONLY]',
  ])
})

test('a bar leads from the first of several shuffles to the next', () => {
  const [a, b] = ['a', 'b'].map((key) => sc.parallelize<[string, number]>([[key, 1]], 2).mapValues((n) => n))
  assert.deepEqual(shape(a!.cogroup(b!, 2).toDebugString()), [
    '(2) cogroup []',
    ' +-(2) mapValues []',
    ' |  |  parallelize []',
    ' +-(2) mapValues []',
    '    |  parallelize []',
  ])
})

test('an RDD names the operator of the user and the line', () => {
  const joined = sc.parallelize<[string, number]>([]).join(sc.parallelize<[string, number]>([]))
  assert.match(String(joined), /^flatMapValues\[\d+\] at join \(debug-string\.test\.ts:\d+\)$/)
})
