import { StreamError } from '../../kernel/errors.ts'
import type { Files } from '../../storage/files.ts'

/** All bytes of a small file. */
export function wholeFile(files: Files, path: string): Buffer {
  const file = files.open(path)
  try {
    const bytes = Buffer.alloc(file.size)
    const came = file.read(bytes, 0)
    if (came === bytes.length) return bytes
    throw new StreamError('STATE_CORRUPT', `only ${came} of ${bytes.length} bytes can be read`, { at: path })
  } finally {
    file.close()
  }
}
