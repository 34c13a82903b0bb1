import type { Files, WritableFile } from './files.ts'
import { codeOf } from './system-error.ts'

/** A new file `<name>.attempt-<n>` for the first n that no other attempt has taken. */
export function createAttempt(files: Files, name: string): { readonly file: WritableFile; readonly path: string } {
  for (let n = 0; ; n++) {
    const path = `${name}.attempt-${n}`
    try {
      return { file: files.create(path, { exclusive: true }), path }
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error
    }
  }
}
