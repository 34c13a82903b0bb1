import { test } from 'node:test'
import { Acked } from './acked.ts'
import { HISTORIES, histories, IS_TOLD } from './histories.ts'

const file = 'crash-received.test.ts'

test('a log of what was received: what was acknowledged comes out once, whenever the machine crashes', (t) =>
  histories(t, (random) => new Acked(random), { file }))

/** Some 50,000 crashes, in tests that are each over soon: a run of tests in which nothing ends for minutes counts as stuck. */
const [PARTS, COUNT] = IS_TOLD ? [1, HISTORIES] : [8, 105]

for (let part = 0; part < PARTS; part++)
  test(`the same, of a program that is started and crashes quickly: part ${part + 1} of ${PARTS}`, (t) =>
    histories(t, (random) => new Acked(random, true), { file, count: COUNT, after: part * COUNT }))
