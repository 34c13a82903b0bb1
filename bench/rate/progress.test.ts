import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Schedule } from '../generator/schedule.ts'
import { truthOf } from '../generator/truth.ts'
import { GrepProgress, WordCountProgress } from './progress.ts'

/** Four lines, sent again and again, a line each 10 ms from time 1000 on. */
const LINES = ['to be or not', 'to be', 'that is the question', 'to be']
const truth = truthOf({ lines: LINES, pattern: 'be', bytes: Buffer.alloc(0) })

function schedule(): Schedule {
  const made = new Schedule()
  made.begin(0, 1000, 100)
  return made
}

test('grep: the n-th match tells the line, its latency and what is left', () => {
  const grep = new GrepProgress(truth, schedule())
  grep.take(1100, [2])
  grep.take(1150, [0])
  grep.take(1200, [3])
  assert.deepEqual(grep.samples, [
    { time: 1100, lines: 2, backlog: 8, latency: 90 },
    { time: 1200, lines: 6, backlog: 14, latency: 150 },
  ])
  assert.equal(grep.isThrough(8), false)
  assert.equal(grep.isThrough(7), true)
  assert.equal(grep.wrong, undefined)
})

test('grep: more matches than were sent are wrong', () => {
  const grep = new GrepProgress(truth, schedule())
  grep.take(1100, [4])
  assert.equal(grep.isThrough(4), true)
  assert.equal(grep.wrong, '4 matches where 3 were sent')
})

/** What the job prints of these lines. */
function figures(lines: readonly string[]): number[] {
  const words = lines.flatMap((line) => line.split(' '))
  const counts = Object.values(Object.groupBy(words, (word) => word)).map((same) => same?.length ?? 0)
  return [words.length, counts.length, words.join('').length, Math.max(0, ...counts)]
}

const sent = (from: number, until: number): string[] =>
  Array.from({ length: until - from }, (_, i) => LINES[(from + i) % LINES.length] as string)

test('wordcount: windows tell how many lines each slide took, also when lines leave', () => {
  const wordCount = new WordCountProgress(truth, schedule())
  for (let slide = 1; slide <= 40; slide++)
    wordCount.take(slide * 1000 + 7, [slide * 1000, ...figures(sent(Math.max(0, slide - 30) * 3, slide * 3))])
  assert.equal(wordCount.wrong, undefined)
  assert.deepEqual(
    wordCount.samples.map(({ lines }) => lines),
    Array.from({ length: 40 }, (_, i) => (i + 1) * 3),
  )
  assert.equal(wordCount.isThrough(120), true)
  assert.equal(wordCount.isThrough(121), false)
})

test('wordcount: a wrong count, and a slide that is left out, are told', () => {
  const wrong = new WordCountProgress(truth, schedule())
  wrong.take(1000, [1000, 6, 5, 13, 2])
  assert.equal(
    wrong.wrong,
    'lines 0 to 2 give {"words":6,"distinct":4,"letters":13,"top":2} and not {"words":6,"distinct":5,"letters":13,"top":2}',
  )
  const gap = new WordCountProgress(truth, schedule())
  gap.take(1000, [1000, ...figures(sent(0, 1))])
  gap.take(3000, [3000, ...figures(sent(0, 2))])
  assert.equal(gap.wrong, 'the window of slide 3 came after that of 1')
})
