import { type Files, joinPath, type Rights } from './files.ts'

const CHUNK = 1024 * 1024

/** Copy a file, or a directory with all that is in it, to a path where nothing is. */
export async function copy(files: Files, from: string, to: string, rights?: Rights): Promise<void> {
  if ((await files.stat(from))?.kind !== 'directory') return copyFile(files, from, to, rights)
  await files.makeDirectory(to, rights)
  for (const { path, name } of await files.list(from)) await copy(files, path, joinPath(to, name), rights)
}

function copyFile(files: Files, from: string, to: string, rights: Rights | undefined): void {
  const source = files.open(from)
  try {
    const target = files.create(to, { ...rights, exclusive: true })
    try {
      const chunk = new Uint8Array(CHUNK)
      let read = source.read(chunk, 0)
      for (let at = read; read > 0; at += read) {
        target.append(chunk.subarray(0, read))
        read = source.read(chunk, at)
      }
    } finally {
      target.close()
    }
  } finally {
    source.close()
  }
}
