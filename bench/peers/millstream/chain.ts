import { batchJob } from 'millstream'
import * as op from '../../chain/operators.ts'

/** The chain of bench/chain, again and again, on one thread. */
export default batchJob('chain', async (sc) => {
  const input = sc.parallelize(op.numbers(), 1)
  for (;;) {
    const start = performance.now()
    const sum = await input
      .map(op.double)
      .filter(op.notOfSix)
      .map(op.plusOne)
      .filter(op.small)
      .map(op.half)
      .fold(0, op.add)
    const now = performance.now()
    console.log(`OUT ${performance.timeOrigin + now} ${now - start} ${sum}`)
    await new Promise((resolve) => setImmediate(resolve))
  }
})
