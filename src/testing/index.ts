/**
 * The test kit: streams under a clock that stands still until it is told, files and a network in memory, and faults on
 * purpose. Works with any test runner; nothing in it waits for real time.
 */
export { ManualClock } from '../kernel/clock/manual.ts'
export { MemoryFiles } from '../storage/memory-files.ts'
export { type Collected, collectBatches } from './collected.ts'
export { type CompareOptions, difference } from './difference.ts'
export { failing } from './failing.ts'
export { MemoryNetwork } from './memory-network.ts'
export { type Batch, type MemoryStream, memoryStream } from './memory-stream.ts'
export { TestRun, type TestRunOptions } from './test-run.ts'
export {
  type Inputs,
  runStreams,
  type StreamTest,
  type TestStream,
  type TestStreamOptions,
  testStream,
} from './test-stream.ts'
