import { isMainThread } from 'node:worker_threads'
import { batchJob } from '../../src/index.ts'

// A module that ends every worker thread while it is imported there.
if (!isMainThread) process.exit(9)

export default batchJob('dying', (sc) =>
  sc
    .parallelize([1, 2], 2)
    .map((x) => x)
    .collect(),
)
