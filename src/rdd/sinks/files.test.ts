import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { ManualClock } from '../../kernel/clock/manual.ts'
import { Site } from '../../kernel/site.ts'
import { Time } from '../../kernel/time.ts'
import { bytesOf } from '../../storage/file-bytes.ts'
import { MemoryFiles } from '../../storage/memory-files.ts'
import { type FileSinkOptions, planOf } from './file-options.ts'
import { csvFormat, jsonlFormat, textFormat } from './formats.ts'
import { writePartition } from './write-partition.ts'

const planned = (options: FileSinkOptions) => planOf(Site.here('fileSink'), '/out', options)
const task = { job: 'j', output: 'o', epoch: 0, batchTime: new Time(1000), partition: 7, attempt: 0 }

async function written(options: FileSinkOptions, records: readonly unknown[]): Promise<[string, number, string][]> {
  const files = new MemoryFiles(new ManualClock(0))
  await files.makeDirectory('/staging')
  const all = await writePartition(files, planned(options), records, task, '/staging')
  for (const { staged, bytes } of all) assert.equal(files.statSync(staged)?.size, bytes)
  return all.map(({ name, records: count, staged }) => [name, count, bytesOf(files, staged).toString()])
}

test('a partition is one file, an empty one too', async () => {
  assert.deepEqual(await written({}, ['a', ['b', 1], { c: 1 }]), [['1000-00007.txt', 3, 'a\n(b,1)\n{"c":1}\n']])
  assert.deepEqual(await written({}, []), [['1000-00007.txt', 0, '']])
  assert.deepEqual(await written({ skipEmpty: true, header: true, format: 'csv', columns: ['a'] }, []), [])
})

test('a file rolls over after so many records or bytes, each with its header, and none is without records', async () => {
  const csv = { format: 'csv', columns: ['a'], header: true } as const
  assert.deepEqual(await written({ ...csv, roll: { records: 2 } }, [1, 2, 3, 4]), [
    ['1000-00007.csv', 2, 'a\n1\n2\n'],
    ['1000-00007-1.csv', 2, 'a\n3\n4\n'],
  ])
  assert.deepEqual(await written({ roll: { bytes: 4 }, prefix: 'p', suffix: 'log' }, ['ü', 'a', 'bcdef', 'g']), [
    ['p-1000-00007.log', 2, 'ü\na\n'],
    ['p-1000-00007-1.log', 1, 'bcdef\n'],
    ['p-1000-00007-2.log', 1, 'g\n'],
  ])
})

test('files are compressed as saving compresses them', async () => {
  const files = new MemoryFiles(new ManualClock(0))
  await files.makeDirectory('/staging')
  const [file] = await writePartition(files, planned({ compression: 'gzip' }), ['a', 'b'], task, '/staging')
  assert.equal(file?.name, '1000-00007.txt.gz')
  assert.equal(gunzipSync(bytesOf(files, file?.staged ?? '')).toString(), 'a\nb\n')
})

test('a partition that fails leaves no file', async () => {
  const files = new MemoryFiles(new ManualClock(0))
  await files.makeDirectory('/staging')
  const failing = (function* () {
    yield* ['a', 'b', 'c']
    throw new Error('no d')
  })()
  await assert.rejects(writePartition(files, planned({ roll: { records: 2 } }), failing, task, '/staging'), /no d/)
  assert.deepEqual(files.listSync('/staging'), [])
})

test('text is as saveAsTextFile has it', () => {
  assert.equal(textFormat.line(['a', [1, null]]), '(a,(1,null))\n')
})

test('JSON lines have a text for every record', () => {
  assert.equal(jsonlFormat.line({ a: 'x\ny', b: undefined }), '{"a":"x\\ny"}\n')
  assert.equal(jsonlFormat.line(undefined), 'null\n')
  assert.throws(() => jsonlFormat.line(1n), TypeError)
})

test('CSV quotes what needs it, and tells nothing from an empty text', () => {
  const { line } = csvFormat(undefined, false)
  assert.equal(line(['a', 'b,c', 'd"e', 'f\ng', 'h\ri', ' j ']), 'a,"b,c","d""e","f\ng","h\ri", j \n')
  assert.equal(line([null, undefined, '', 0, false, 2n]), ',,"",0,false,2\n')
  assert.equal(line([new Date(0), { x: 1 }, [1, 2]]), '1970-01-01T00:00:00.000Z,"{""x"":1}","[1,2]"\n')
  assert.equal(line('a,b'), '"a,b"\n')
})

test('CSV takes the fields of objects by columns, their own ones alone', () => {
  const { line, head } = csvFormat(['b', '__proto__', 'toString'], true)
  assert.equal(head, 'b,__proto__,toString\n')
  assert.equal(line({ a: 1, b: 2 }), '2,,\n')
  assert.throws(
    () => line(['one']),
    /has 1 fields where there are 3 columns\. Write records of 3 fields: b, __proto__, toString\./,
  )
  assert.throws(() => csvFormat(undefined, false).line({ a: 1 }), {
    message: 'E_ARGUMENT: the record { a: 1 } of a CSV file is an object. Name its columns: { columns: [...] }.',
  })
})

test('options that cannot be are refused', () => {
  const refused: readonly (readonly [FileSinkOptions, RegExp])[] = [
    [{ format: 'xml' as any }, /the format is "?'?xml'?"?\. Use text, jsonl, csv\./],
    [{ prefix: '_a' }, /the prefix is .*begins with neither _ nor a dot/],
    [{ prefix: 'a/b' }, /the prefix is/],
    [{ suffix: '../x' }, /the suffix is/],
    [{ roll: { bytes: 0 } }, /roll\.bytes is 0\. Use a whole number of at least 1\./],
    [{ roll: { records: 1.5 } }, /roll\.records is 1\.5/],
    [{ retain: 3 }, /retain is 3\. Use a whole number of at least 64\./],
    [{ format: 'csv', header: true }, /there is a header, and columns is undefined/],
    [{ format: 'csv', columns: [] }, /columns is \[\]/],
    [{ compression: 'zip' }, /is not a codec/],
  ]
  for (const [options, message] of refused) assert.throws(() => planned(options), { code: 'E_ARGUMENT', message })
  assert.throws(() => planOf(Site.here('fileSink'), 's3://a/b', {}), { code: 'E_ARGUMENT' })
})
