/** The memory that the objects of this thread may take, as an interface: workers/node-heap.ts has the real one. */
export interface Heap {
  /** Bytes that there may be. Beyond it the engine of the language ends the thread, or the whole process. */
  readonly limit: number
  /** Bytes in use, with what is garbage among them. Cheap. */
  used(): number
  /** Bytes that the last full collection left; undefined when there was none since this was asked first. */
  left(): number | undefined
}
