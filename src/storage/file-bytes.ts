import { StreamError } from '../kernel/errors.ts'
import type { Files } from './files.ts'

/** The first `most` bytes of a file of ours, or all. Errors: STATE_CORRUPT when they cannot all be read. */
export function bytesOf(files: Files, path: string, most = Number.POSITIVE_INFINITY): Buffer {
  const file = files.open(path)
  try {
    const bytes = Buffer.alloc(Math.min(file.size, most))
    const came = file.read(bytes, 0)
    if (came < bytes.length)
      throw new StreamError('STATE_CORRUPT', `only ${came} of ${bytes.length} bytes can be read`, { at: path })
    return bytes
  } finally {
    file.close()
  }
}
