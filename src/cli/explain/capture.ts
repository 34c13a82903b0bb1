import { StreamingContext } from '../../streaming/context.ts'

/**
 * The first streaming context that the program loaded by `load` would start; undefined when the program ends without
 * starting one.
 *
 * A script is a program that starts itself, so it runs up to its first `start`, and waits there for ever: nothing behind
 * that line is executed.
 */
export async function captureStart(load: () => Promise<unknown>): Promise<StreamingContext | undefined> {
  const { start } = StreamingContext.prototype
  try {
    return await new Promise((resolve, reject) => {
      StreamingContext.prototype.start = function (this: StreamingContext) {
        resolve(this)
        return new Promise(() => {})
      }
      load().then(() => resolve(undefined), reject)
    })
  } finally {
    StreamingContext.prototype.start = start
  }
}
