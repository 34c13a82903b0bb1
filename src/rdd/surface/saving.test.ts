import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { SparkContext } from '../../index.ts'
import { ManualClock } from '../../kernel/clock/manual.ts'
import type { WritableFile } from '../../storage/files.ts'
import { MemoryFiles } from '../../storage/memory-files.ts'

const files = new MemoryFiles(new ManualClock())
const sc = new SparkContext({ master: 'local[2]', environment: { files } })
after(() => sc.stop())
const names = (path: string): string[] => files.listSync(path).map(({ name }) => name)

test('text is written as lines, a part for each partition', async () => {
  const records: unknown[] = ['plain', ['key', 1], [['a', 2], null], { x: 1 }, 7n, new Date(0)]
  await sc.parallelize(records, 2).saveAsTextFile('/text')
  assert.deepEqual(names('/text'), ['_SUCCESS', 'part-00000', 'part-00001'])
  assert.deepEqual(await sc.textFile('/text', 1).collect(), [
    'plain',
    '(key,1)',
    '((a,2),null)',
    '{"x":1}',
    '7',
    '1970-01-01T00:00:00.000Z',
  ])
})

test('text is compressed by the name of a codec', async () => {
  await sc.parallelize(['a', 'b'], 1).saveAsTextFile('/zipped', 'gzip')
  assert.deepEqual(names('/zipped'), ['_SUCCESS', 'part-00000.gz'])
  assert.deepEqual(await sc.textFile('/zipped').collect(), ['a', 'b'])
})

test('objects come back as they were', async () => {
  const records = [new Map([['a', 1n]]), [undefined, -0, Number.NaN], new Uint8Array([1, 2]), { at: new Date(5) }]
  await sc.parallelize(records, 3).saveAsObjectFile('/objects')
  const back = sc.objectFile('/objects')
  assert.equal(back.getNumPartitions(), 3)
  assert.deepEqual(await back.collect(), records)
  await sc.range(0, 3000, 1, 1).saveAsPickleFile('/pickles')
  assert.equal(await sc.pickleFile<number>('/pickles').sum(), (2999 * 3000) / 2)
})

test('an output that exists is refused before anything is computed, or written over', async () => {
  await sc.parallelize(['old'], 3).saveAsTextFile('/out')
  let computed = false
  const rdd = sc.parallelize(['new'], 1).map((x) => {
    computed = true
    return x
  })
  await assert.rejects(rdd.saveAsTextFile('/out'), {
    message:
      /^E_OUTPUT_EXISTS at saveAsTextFile \(saving\.test\.ts:\d+\): output directory exists already: \/out\. Remove it, or write to another one\.$/,
  })
  assert.equal(computed, false)
  await rdd.saveAsTextFile('/out', { overwrite: true })
  assert.deepEqual(names('/out'), ['_SUCCESS', 'part-00000'])
  assert.deepEqual(await sc.textFile('/out').collect(), ['new'])
})

test('spark.hadoop.validateOutputSpecs=false writes over', async () => {
  await using other = new SparkContext({ environment: { files } })
  other.conf.set('spark.hadoop.validateOutputSpecs', false)
  await other.parallelize(['1'], 1).saveAsTextFile('/again')
  await other.parallelize(['2'], 1).saveAsTextFile('/again')
  assert.deepEqual(await other.textFile('/again').collect(), ['2'])
})

test('a job that fails leaves nothing', async () => {
  const rdd = sc.parallelize([1, 2, 3], 3).map((x) => {
    if (x === 2) throw new Error('boom')
    return x
  })
  await assert.rejects(rdd.saveAsTextFile('/broken'), { code: 'E_USER_FUNCTION' })
  assert.equal(files.statSync('/broken'), undefined)
})

test('a path through a file says so, at the line of the call', async () => {
  files.write('/plain', 'x')
  await assert.rejects(sc.parallelize([1]).saveAsTextFile('/plain/out'), {
    code: 'E_OUTPUT_UNWRITABLE',
    message:
      /^E_OUTPUT_UNWRITABLE at saveAsTextFile \(saving\.test\.ts:\d+\): cannot write \/plain\/out: E\w+: .* A part of the path is a file: choose another path\.$/,
  })
})

/** Files can be made on it, but nothing can be written. */
class FullDisk extends MemoryFiles {
  override create(path: string, options?: { readonly exclusive?: boolean }): WritableFile {
    const file = super.create(path, options)
    file.append = () => {
      throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC', syscall: 'write' })
    }
    return file
  }
}

test('a disk that fills up fails the job, and leaves nothing', async () => {
  const fullDisk = new FullDisk(new ManualClock())
  await using full = new SparkContext({ environment: { files: fullDisk } })
  await assert.rejects(full.parallelize(['a', 'b'], 2).saveAsTextFile('/full'), {
    code: 'E_OUTPUT_UNWRITABLE',
    message:
      /^E_OUTPUT_UNWRITABLE at saveAsTextFile \(saving\.test\.ts:\d+\): cannot write \/full\/_temporary\/part-0000[01]: ENOSPC: no space left on device, write\. Make room on that disk, or write to another one\.$/,
  })
  assert.equal(fullDisk.statSync('/full'), undefined)
})
