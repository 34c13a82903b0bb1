import type { RDD, SparkContext } from '../../../src/index.ts'
import { type Case, pairs, parts } from './case.ts'

/** Write `rdd` as text under `out` and answer the lines of each file that is there, by name. */
async function written(rdd: RDD<any>, sc: SparkContext, codec?: string): Promise<[string, string][]> {
  await rdd.saveAsTextFile('/out', codec)
  const names = (await sc.environment.files.list('/out')).map(({ name }) => name).sort()
  return Promise.all(names.map(async (name) => [name, (await sc.textFile(`/out/${name}`, 1).collect()).join('|')]))
}

/** Files, and what is written to them. */
export const FILES: readonly Case[] = [
  {
    name: 'saveAsTextFile writes a part for each partition, and _SUCCESS at the end',
    input: ['a', 'b', 'c'],
    operate: (r, _, sc) => written(r, sc),
    value: pairs('_SUCCESS', '', 'part-00000', 'a', 'part-00001', 'b|c'),
  },
  {
    name: 'saveAsTextFile of an empty RDD writes empty parts',
    operate: (r, _, sc) => written(r, sc),
    value: pairs('_SUCCESS', '', 'part-00000', '', 'part-00001', ''),
  },
  {
    name: 'saveAsTextFile of an RDD without partitions writes no part',
    operate: (_r, _o, sc) => written(sc.emptyRDD(), sc),
    value: pairs('_SUCCESS', ''),
  },
  {
    name: 'saveAsTextFile writes pairs as Scala does, and objects as JSON',
    input: [['a', 1], { b: [2] }, null, 3.5],
    partitions: 1,
    operate: (r, _, sc) => written(r, sc),
    value: pairs('_SUCCESS', '', 'part-00000', '(a,1)|{"b":[2]}|null|3.5'),
  },
  {
    name: 'saveAsTextFile with a codec',
    input: ['a', 'b'],
    operate: (r, _, sc) => written(r, sc, 'gzip'),
    value: pairs('_SUCCESS', '', 'part-00000.gz', 'a', 'part-00001.gz', 'b'),
  },
  {
    name: 'saveAsTextFile to a directory that is there',
    input: ['a'],
    operate: async (r) => {
      await r.saveAsTextFile('/out')
      await r.saveAsTextFile('/out')
    },
    error: 'E_OUTPUT_EXISTS',
  },
  {
    name: 'textFile reads what saveAsTextFile wrote, without _SUCCESS',
    input: ['a', 'b', 'c'],
    operate: async (r, _, sc) => {
      await r.saveAsTextFile('/out')
      return (await sc.textFile('/out').collect()).sort()
    },
    value: ['a', 'b', 'c'],
  },
  {
    name: 'textFile of lists and patterns',
    input: ['a', 'b', 'c'],
    partitions: 3,
    operate: async (r, _, sc) => {
      await r.saveAsTextFile('/out')
      return (await sc.textFile('/out/part-0000[01],/out/part-*2').collect()).sort()
    },
    value: ['a', 'b', 'c'],
  },
  {
    name: 'textFile has a partition for each file at least, and none for an empty one',
    input: ['a', 'b'],
    partitions: 4,
    operate: async (r, _, sc) => {
      await r.saveAsTextFile('/out')
      return sc.textFile('/out', 1)
    },
    layout: parts(['a'], ['b']),
  },
  {
    name: 'textFile of a path that is not there',
    operate: (_r, _o, sc) => sc.textFile('/none'),
    error: 'E_INPUT_MISSING',
  },
  {
    name: 'wholeTextFiles',
    input: ['a', 'b'],
    operate: async (r, _, sc) => {
      await r.saveAsTextFile('/out')
      return (await sc.wholeTextFiles('/out/part-*').values().collect()).sort()
    },
    value: ['a\n', 'b\n'],
  },
  {
    name: 'binaryFiles',
    input: ['a'],
    partitions: 1,
    operate: async (r, _, sc) => {
      await r.saveAsTextFile('/out')
      return (await sc.binaryFiles('/out/part-*').values().collect()).map((bytes) => [...bytes])
    },
    value: [[97, 10]],
  },
  {
    name: 'binaryRecords',
    input: ['a', 'b'],
    partitions: 1,
    operate: async (r, _, sc) => {
      await r.saveAsTextFile('/out')
      return (await sc.binaryRecords('/out/part-*', 2).collect()).map((bytes) => [...bytes])
    },
    value: pairs(97, 10, 98, 10),
  },
  {
    name: 'binaryRecords of a length that does not fit',
    input: ['a', 'b'],
    partitions: 1,
    operate: async (r, _, sc) => {
      await r.saveAsTextFile('/out')
      return sc.binaryRecords('/out/part-*', 3).collect()
    },
    error: 'E_RECORD_LENGTH',
  },
  {
    name: 'saveAsObjectFile and objectFile keep values and partitions',
    input: [{ at: new Date(5) }, [1n, null], undefined, Number.NaN],
    operate: async (r, _, sc) => {
      await r.saveAsObjectFile('/out')
      return sc.objectFile('/out')
    },
    layout: parts([{ at: new Date(5) }, [1n, null]], [undefined, Number.NaN]),
  },
  {
    name: 'saveAsPickleFile and pickleFile',
    input: [1, 2],
    operate: async (r, _, sc) => {
      await r.saveAsPickleFile('/out')
      return sc.pickleFile('/out')
    },
    layout: parts([1], [2]),
  },
]
