import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Dictionary } from '../../kernel/bytes/columns.ts'
import { IdMemo } from './id-memo.ts'

const dictionary = (texts: string[]): Dictionary & { generation: number } => ({
  generation: 0,
  get size() {
    return texts.length
  },
  text: (id) => texts[id] as string,
  idOf: (text) => texts.indexOf(text),
})

test('what was found for a text is found once, as long as its id stands for it', () => {
  const asked: string[] = []
  const memo = new IdMemo((text) => asked.push(text) && text.length)
  const at = (of: Dictionary, id: number): number => memo.at(memo.of(of), of, id)
  const texts = ['a', '', 'ccc']
  const first = dictionary(texts)
  assert.deepEqual([at(first, 0), at(first, 1), at(first, 1), at(first, 0)], [1, 0, 0, 1])
  for (let i = 0; i < 3000; i++) texts.push('x'.repeat(i))
  assert.deepEqual([at(first, 1002), at(first, 0)], [999, 1])
  assert.deepEqual(asked.length, 3)
  const second = dictionary(['zz'])
  assert.equal(at(second, 0), 2)
  assert.equal(at(first, 0), 1)
  texts[0] = 'four'
  first.generation++
  assert.equal(at(first, 0), 4)
})
