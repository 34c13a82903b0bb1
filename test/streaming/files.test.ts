import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import type { FileStreamOptions } from '../../src/streaming/inputs/sources.ts'
import { FOLDERS, type Folder, START } from './folder.ts'

/** A stream of the lines of files, what happens to the directory before each batch, and the batches that must come out. */
interface FileCase {
  readonly name: string
  /** Below the folder. Default: `in`. */
  readonly directory?: string
  readonly options?: FileStreamOptions
  readonly conf?: Readonly<Record<string, string>>
  /** What is there before the stream starts. */
  readonly before?: (folder: Folder) => unknown
  /** What happens between the ticks: the first one before the batch of START + 1 s. */
  readonly then: readonly ((folder: Folder) => unknown)[]
  readonly output: readonly (readonly string[])[]
}

const nothing = (): void => {}

const CASES: readonly FileCase[] = [
  {
    name: 'a file counts when it was changed after the start and not after the batch time',
    before(f) {
      f.write('in/at-start', 'no', START)
      f.write('in/after-start', 'yes', START + 1)
    },
    then: [(f) => f.write('in/at-tick', 'yes too', START + 1000)],
    output: [['yes', 'yes too']],
  },
  {
    name: 'a file from the future waits for its batch',
    then: [(f) => f.write('in/a', 'later', START + 1001), nothing, nothing],
    output: [[], ['later'], []],
  },
  {
    name: 'files of one batch come sorted by name, each as a whole',
    then: [
      (f) => {
        f.write('in/b', '3\n4\n', START + 1)
        f.write('in/a', '1\n2', START + 900)
      },
    ],
    output: [['1', '2', '3', '4']],
  },
  {
    name: 'a file is read once, also while its time is within the window',
    then: [(f) => f.write('in/a', 'once', START + 1), nothing, nothing],
    output: [['once'], [], []],
  },
  {
    name: 'a file that was read and is changed within the window is not read again',
    then: [
      (f) => f.write('in/a', 'first', START + 1),
      (f) => f.write('in/a', 'first and more', START + 1500),
      (f) => f.touch('in/a', START + 2500),
      nothing,
    ],
    output: [['first'], [], [], []],
  },
  {
    name: 'a name that was read and comes again within the window is not read again',
    then: [
      (f) => f.write('in/a', 'first', START + 1),
      (f) => f.remove('in/a'),
      (f) => f.write('in/a', 'second', START + 2500),
    ],
    output: [['first'], [], []],
  },
  {
    name: 'once its name is forgotten, a file is read again when it is changed, and only then',
    conf: { 'spark.streaming.fileStream.minRememberDuration': '2s' },
    then: [
      (f) => f.write('in/a', 'first', START + 500),
      nothing,
      nothing,
      (f) => f.write('in/a', 'second', START + 3500),
      nothing,
    ],
    output: [['first'], [], [], ['second'], []],
  },
  {
    name: 'the remember window is a minute, whatever the start was',
    options: { newFilesOnly: false },
    before(f) {
      f.write('in/at-edge', 'no', START + 1000 - 60_000)
      f.write('in/inside', 'yes', START + 1000 - 59_999)
    },
    then: [nothing, (f) => f.write('in/too-late', 'no', START + 2000 - 60_000)],
    output: [['yes'], []],
  },
  {
    name: 'the remember window is a setting, rounded up to whole batches',
    options: { newFilesOnly: false },
    conf: { 'spark.streaming.fileStream.minRememberDuration': '1001ms' },
    before(f) {
      f.write('in/at-edge', 'no', START - 1000)
      f.write('in/inside', 'yes', START - 999)
    },
    then: [nothing],
    output: [['yes']],
  },
  {
    name: 'with newFilesOnly, the default, the start is the edge also when the window reaches back further',
    options: { newFilesOnly: true },
    before: (f) => f.write('in/a', 'no', START - 1),
    then: [nothing],
    output: [[]],
  },
  {
    name: 'renaming keeps the time: a file that is moved in too late is missed',
    conf: { 'spark.streaming.fileStream.minRememberDuration': '2s' },
    before(f) {
      f.write('aside/early', 'early', START + 1)
      f.write('aside/late', 'late', START + 1)
    },
    then: [nothing, (f) => f.rename('aside/early', 'in/early'), (f) => f.rename('aside/late', 'in/late')],
    output: [[], ['early'], []],
  },
  {
    name: 'a file that is renamed in the directory after it was read is another file',
    then: [(f) => f.write('in/a', 'text', START + 1), (f) => f.rename('in/a', 'in/b')],
    output: [['text'], ['text']],
  },
  {
    name: 'names that begin with . or _ and unfinished copies are passed over, until they are renamed',
    then: [
      (f) => {
        for (const name of ['.a', '_b', 'c._COPYING_', '_SUCCESS', '._d']) f.write(`in/${name}`, name, START + 1)
        f.write('in/e_.f', 'e', START + 1)
      },
      async (f) => {
        await f.rename('in/_b', 'in/b')
        await f.rename('in/c._COPYING_', 'in/c')
      },
    ],
    output: [['e'], ['_b', 'c._COPYING_']],
  },
  {
    name: 'a hidden name is passed over also when the filter would take it',
    options: { filter: () => true },
    then: [(f) => f.write('in/.a', 'no', START + 1)],
    output: [[]],
  },
  {
    name: 'the filter sees the whole path',
    options: { filter: (path) => /\/in\/[^/]+\.log$/.test(path) },
    then: [
      (f) => {
        f.write('in/a.log', 'yes', START + 1)
        f.write('in/a.log.tmp', 'no', START + 1)
      },
      (f) => f.rename('in/a.log.tmp', 'in/b.log'),
    ],
    output: [['yes'], ['no']],
  },
  {
    name: 'directories inside are not entered',
    then: [(f) => f.write('in/sub/a', 'no', START + 1)],
    output: [[]],
  },
  {
    name: 'a pattern of directories is looked up anew for each batch, and is not recursive',
    directory: 'in/2017-*/{click,view}s',
    then: [
      (f) => {
        f.write('in/2017-01/clicks/a', 'a', START + 1)
        f.write('in/2017-01/views/b', 'b', START + 1)
        f.write('in/2017-01/sales/c', 'no', START + 1)
        f.write('in/2018-01/clicks/d', 'no', START + 1)
        f.write('in/2017-01/clicks/deep/e', 'no', START + 1)
        f.write('in/2017-file', 'no', START + 1)
      },
      (f) => f.write('in/2017-02/clicks/f', 'f', START + 1),
    ],
    output: [['a', 'b'], ['f']],
  },
  {
    name: 'a directory that is renamed into the pattern brings the files whose time is within the window',
    directory: 'in/day-*',
    conf: { 'spark.streaming.fileStream.minRememberDuration': '2s' },
    before(f) {
      f.write('in/making-1/old', 'no', START + 1)
      f.write('in/making-1/new', 'yes', START + 1500)
    },
    then: [nothing, nothing, (f) => f.rename('in/making-1', 'in/day-1')],
    output: [[], [], ['yes']],
  },
  {
    name: 'a directory that comes later is read from then on',
    directory: 'in/later',
    then: [nothing, (f) => f.write('in/later/a', 'text', START + 1500)],
    output: [[], ['text']],
  },
  {
    name: 'a directory that goes and comes back is read on',
    then: [
      (f) => f.write('in/a', 'first', START + 1),
      (f) => f.remove('in'),
      (f) => f.write('in/b', 'second', START + 2500),
    ],
    output: [['first'], [], ['second']],
  },
  {
    name: 'by name, every name that was not there before is new, however old the file is',
    options: { trackBy: 'name' },
    before: (f) => f.write('in/before', 'no', 1),
    then: [(f) => f.write('in/old', 'yes', 2), (f) => f.touch('in/before', START + 1500), nothing],
    output: [['yes'], [], []],
  },
  {
    name: 'by name without newFilesOnly, what is there at the start is read, however old it is',
    options: { trackBy: 'name', newFilesOnly: false },
    before: (f) => f.write('in/before', 'old', 1),
    then: [nothing, nothing],
    output: [['old'], []],
  },
  {
    name: 'by name, a file that was taken away is new when it comes again',
    options: { trackBy: 'name' },
    then: [
      (f) => f.write('in/a', 'first', START + 1),
      (f) => f.remove('in/a'),
      (f) => f.write('in/a', 'second', START + 1),
    ],
    output: [['first'], [], ['second']],
  },
  {
    name: 'an empty file is a file without lines',
    then: [(f) => f.write('in/empty', '', START + 1)],
    output: [[]],
  },
  {
    name: 'names are never taken for patterns or lists',
    then: [
      (f) => {
        for (const name of ['*', '[a]', 'a,b', 'c d', '{e}', 'é', '%41', '#', '\\'])
          f.write(`in/${name}`, name, START + 1)
      },
    ],
    output: [['#', '%41', '*', '[a]', '\\', 'a,b', 'c d', '{e}', 'é']],
  },
  {
    name: 'compressed files are read as their names say',
    then: [(f) => f.write('in/a.gz', gzipSync('one\ntwo\n'), START + 1)],
    output: [['one', 'two']],
  },
  {
    name: 'lines may end in \\n, \\r\\n or \\r, and a byte order mark is none of them',
    then: [(f) => f.write('in/a', '\ufeffone\r\ntwo\rthree\n\nfive', START + 1)],
    output: [['one', 'two', 'three', '', 'five']],
  },
]

for (const [where, folderOf] of Object.entries(FOLDERS)) {
  for (const { name, directory = 'in', options, conf = {}, before, then, output } of CASES)
    test(`${where}: ${name}`, async () => {
      await using folder = await folderOf({ conf })
      const { run } = folder
      const lines = run.collect(run.ssc.textFileStream(`${folder.path}/${directory}`, options))
      await before?.(folder)
      await run.tick(0)
      for (const step of then) {
        await step(folder)
        await run.tick()
      }
      assert.deepEqual(lines.batches, output)
      assert.deepEqual(
        run.logged.filter((line) => !line.includes('does not exist: nothing is read until it does')),
        [],
      )
    })

  test(`${where}: batches that come late get the files of their own times`, async () => {
    await using folder = await folderOf()
    const { run } = folder
    const lines = run.collect(run.ssc.textFileStream(`${folder.path}/in`))
    await run.tick(0)
    for (const second of [1, 2, 3]) folder.write(`in/${second}`, `second ${second}`, START + second * 1000)
    run.clock.advance(3000)
    await run.ssc.idle()
    assert.deepEqual(lines.batches, [['second 1'], ['second 2'], ['second 3']])
  })

  test(`${where}: the RDD of a batch has a partition for each file, and a batch without files an empty RDD`, async () => {
    await using folder = await folderOf()
    const { run } = folder
    const seen: [partitions: number, records: number][] = []
    run.ssc.textFileStream(`${folder.path}/in`).foreachRDD(async (rdd) => {
      seen.push([rdd.getNumPartitions(), await rdd.count()])
    })
    await run.tick(0)
    folder.write('in/a', '1\n2\n', START + 1)
    folder.write('in/b', '3\n', START + 1)
    await run.tick(2)
    assert.deepEqual(seen, [
      [2, 3],
      [0, 0],
    ])
  })

  test(`${where}: a batch tells the names of its files`, async () => {
    await using folder = await folderOf()
    const { run, path } = folder
    run.collect(run.ssc.textFileStream(`${path}/in`))
    const told: unknown[] = []
    run.ssc.addStreamingListener({
      onBatchCompleted: ({ batchInfo }) => told.push(batchInfo.streamIdToInputInfo.get(0)?.metadata),
    })
    await run.tick(0)
    folder.write('in/a', '1', START + 1)
    folder.write('in/b', '2', START + 1)
    await run.tick(2)
    assert.deepEqual(told, [{ files: [`${path}/in/a`, `${path}/in/b`] }, { files: [] }])
  })

  test(`${where}: two streams of one directory both read every file`, async () => {
    await using folder = await folderOf()
    const { run, path } = folder
    const all = run.collect(run.ssc.textFileStream(`${path}/in`))
    const logs = run.collect(run.ssc.textFileStream(`${path}/in`, { filter: (file) => file.endsWith('.log') }))
    await run.tick(0)
    folder.write('in/a.log', 'log', START + 1)
    folder.write('in/b', 'other', START + 1)
    await run.tick()
    assert.deepEqual([all.batches, logs.batches], [[['log', 'other']], [['log']]])
  })

  test(`${where}: a window over files does not need them after their batch`, async () => {
    await using folder = await folderOf()
    const { run, path } = folder
    const window = run.collect(run.ssc.textFileStream(`${path}/in`).window('3s'))
    await run.tick(0)
    folder.write('in/a', 'a', START + 1)
    await run.tick()
    await folder.remove('in/a')
    folder.write('in/b', 'b', START + 1500)
    await run.tick(3)
    assert.deepEqual(window.batches, [['a'], ['a', 'b'], ['a', 'b'], ['b']])
  })

  test(`${where}: fileStream reads each file as it is told, with the user's context`, async () => {
    await using folder = await folderOf()
    const { run, path } = folder
    const sizes = run.collect(
      run.ssc
        .fileStream(`${path}/in`, {
          read: (file, sc) => sc.binaryFiles(file),
          filter: (file) => !file.endsWith('.tmp'),
        })
        .map(([file, bytes]) => [file.slice(path.length), bytes.length] as const),
    )
    await run.tick(0)
    folder.write('in/a', 'four', START + 1)
    folder.write('in/b', '', START + 1)
    folder.write('in/c.tmp', 'x', START + 1)
    await run.tick(2)
    assert.deepEqual(sizes.batches, [
      [
        ['/in/a', 4],
        ['/in/b', 0],
      ],
      [],
    ])
  })

  test(`${where}: binaryRecordsStream cuts each file into records, by the same rules`, async () => {
    await using folder = await folderOf()
    const { run, path } = folder
    const records = run.collect(run.ssc.binaryRecordsStream(`${path}/in`, 2).map((bytes) => [...bytes].join()))
    folder.write('in/before', Uint8Array.of(9, 9), START)
    await run.tick(0)
    folder.write('in/a', Uint8Array.of(1, 2, 3, 4), START + 1)
    folder.write('in/b', new Uint8Array(), START + 1)
    folder.write('in/_c', Uint8Array.of(8, 8), START + 1)
    folder.write('in/d', Uint8Array.of(5, 6), START + 1001)
    await run.tick(3)
    assert.deepEqual(records.batches, [['1,2', '3,4'], ['5,6'], []])
  })
}
