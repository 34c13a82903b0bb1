import type { Case } from './case.ts'

const eight = [2, 4, 4, 4, 5, 5, 7, 9]

/** Actions on RDDs of numbers. */
export const NUMBERS: readonly Case[] = [
  { name: 'sum', input: [1, 2, 3.5], operate: (r) => r.sum(), value: 6.5 },
  { name: 'sum of no number', operate: (r) => r.sum(), value: 0 },
  { name: 'sum of something that is no number', input: ['1'], operate: (r) => r.sum(), error: 'E_NOT_A_NUMBER' },
  { name: 'mean', input: eight, operate: (r) => r.mean(), value: 5 },
  { name: 'mean of no number', operate: (r) => r.mean(), value: 0 },
  { name: 'variance divides by the count', input: eight, operate: (r) => r.variance(), value: 4 },
  { name: 'popVariance', input: eight, operate: (r) => r.popVariance(), value: 4 },
  {
    name: 'sampleVariance divides by the count less one',
    input: [1, 2, 3],
    operate: (r) => r.sampleVariance(),
    value: 1,
  },
  { name: 'sampleVariance of one number', input: [1], operate: (r) => r.sampleVariance(), value: Number.NaN },
  { name: 'variance of no number', operate: (r) => r.variance(), value: Number.NaN },
  { name: 'stdev', input: eight, operate: (r) => r.stdev(), value: 2 },
  { name: 'popStdev', input: eight, operate: (r) => r.popStdev(), value: 2 },
  { name: 'sampleStdev', input: [1, 2, 3], operate: (r) => r.sampleStdev(), value: 1 },
  {
    name: 'stats',
    input: [3, 1, 2],
    operate: async (r) => {
      const { count, mean, sum, min, max } = await r.stats()
      return { count, mean, sum, min, max }
    },
    value: { count: 3, mean: 2, sum: 6, min: 1, max: 3 },
  },
  {
    name: 'stats of no number',
    operate: async (r) => {
      const { count, mean, sum, min, max } = await r.stats()
      return { count, mean, sum, min, max }
    },
    value: { count: 0, mean: 0, sum: 0, min: Number.POSITIVE_INFINITY, max: Number.NEGATIVE_INFINITY },
  },
  {
    name: 'variance of large close numbers is precise',
    input: [1e9, 1e9 + 1, 1e9 + 2],
    operate: async (r) => Math.abs((await r.variance()) - 2 / 3) < 1e-9,
    value: true,
  },
  {
    name: 'histogram of edges: the last bucket is closed on the right, the others are open',
    input: [0, 5, 10, 20, 21, -1],
    operate: (r) => r.histogram([0, 10, 20]),
    value: [2, 2],
  },
  {
    name: 'histogram of a number of buckets',
    input: [0, 1, 2, 3, 4],
    operate: (r) => r.histogram(2),
    value: [
      [0, 2, 4],
      [2, 3],
    ],
  },
  {
    name: 'histogram leaves out what is no number',
    input: [1, null, undefined, Number.NaN, 3],
    operate: (r) => r.histogram([0, 2, 4]),
    value: [1, 1],
  },
  {
    name: 'histogram of equal numbers has one bucket',
    input: [3, 3],
    operate: (r) => r.histogram(4),
    value: [[3, 3], [2]],
  },
  { name: 'histogram of edges of an empty RDD', operate: (r) => r.histogram([0, 1]), value: [0] },
  { name: 'histogram of buckets of an empty RDD', operate: (r) => r.histogram(3), error: 'E_EMPTY' },
  { name: 'histogram of one edge', input: [1], operate: (r) => r.histogram([1]), error: 'E_ARGUMENT' },
  { name: 'histogram of falling edges', input: [1], operate: (r) => r.histogram([2, 1]), error: 'E_ARGUMENT' },
  {
    name: 'histogram of an endless range',
    input: [1, Number.POSITIVE_INFINITY],
    operate: (r) => r.histogram(2),
    error: 'E_ARGUMENT',
  },
]
