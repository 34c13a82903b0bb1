import type { OutputCase } from '../case.ts'

const LINE = '-'.repeat(43)
const block = (time: number, ...lines: string[]): string => [LINE, `Time: ${time} ms`, LINE, ...lines, ''].join('\n')

export const OUTPUTS: readonly OutputCase[] = [
  {
    name: 'foreachRDD, parent RDD empty: it runs, and no RDD: there is no job',
    input: [['a'], [], null],
    operate: (s, note) => s.foreachRDD(async (rdd, time) => note([time.milliseconds, await rdd.collect()])),
    noted: [
      [1000, ['a']],
      [2000, []],
    ],
    submitted: [1000, 2000],
  },
  {
    name: 'foreachRDD is a job though its function calls no action, and may call several',
    input: [['a', 'b'], []],
    operate: (s, note) => {
      s.foreachRDD(() => {})
      s.foreachRDD(async (rdd) => note([await rdd.count(), await rdd.isEmpty()]))
    },
    noted: [
      [2, false],
      [0, true],
    ],
    submitted: [1000, 2000],
  },
  {
    name: 'print, parent RDD empty: a header, and no RDD: nothing',
    input: [[], null, ['a']],
    operate: (s) => s.print(),
    printed: [block(1000), block(3000, 'a')],
    submitted: [1000, 3000],
  },
  {
    name: 'print of a window speaks at its slides only',
    input: [['a'], ['b'], null, ['c']],
    operate: (s) => s.window('3s', '2s').print(),
    printed: [block(2000, 'a', 'b'), block(4000, 'b', 'c')],
    submitted: [2000, 4000],
  },
  {
    name: 'saveAsTextFiles, parent RDD empty: a directory without records, and no RDD: none',
    input: [['a', ['b', 1]], [], null],
    operate: (s) => s.repartition(1).saveAsTextFiles('/out/words', 'txt'),
    files: {
      '/out/words-1000.txt/_SUCCESS': '',
      '/out/words-1000.txt/part-00000': 'a\n(b,1)\n',
      '/out/words-2000.txt/_SUCCESS': '',
      '/out/words-2000.txt/part-00000': '',
    },
    submitted: [1000, 2000],
  },
  {
    name: 'saveAsTextFiles without a suffix, and without a prefix',
    input: [['a']],
    operate: (s) => {
      const one = s.repartition(1)
      one.saveAsTextFiles('/out/words')
      one.saveAsTextFiles()
    },
    files: {
      '/out/words-1000/_SUCCESS': '',
      '/out/words-1000/part-00000': 'a\n',
      '/1000/_SUCCESS': '',
      '/1000/part-00000': 'a\n',
    },
    submitted: [1000],
  },
  {
    name: 'a stream that no output needs is not computed',
    input: [['a'], ['b']],
    operate: (s, note) => {
      s.transform((rdd) => {
        note('transformed')
        return rdd
      })
      s.count().foreachRDD(async (rdd) => note(await rdd.first()))
    },
    noted: [1, 1],
    submitted: [1000, 2000],
  },
  {
    name: 'outputs of a batch run in the order of registration, one after the other',
    input: [['a'], ['b']],
    operate: (s, note) => {
      s.foreachRDD(async (rdd) => {
        await rdd.count()
        await rdd.count()
        note('first')
      })
      s.foreachRDD(() => note('second'))
    },
    noted: ['first', 'second', 'first', 'second'],
    submitted: [1000, 2000],
  },
]
