/** A directory that a test puts something wrong into: in memory, and on the disk of this machine. */
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { bytesOf } from '../../src/storage/file-bytes.ts'
import { type Files, joinPath } from '../../src/storage/files.ts'
import { nodeFiles } from '../../src/storage/node-files.ts'
import { type Disk, filesOf } from './small-runs.ts'

export interface Place {
  readonly files: Files
  /** The directory of checkpoints. */
  readonly directory: string
  read(name: string): Buffer
  write(name: string, bytes: Uint8Array | string): void
  link(name: string, target: string): void
  setMode(name: string, mode: number): void
  remove(name: string): Promise<void>
  rename(from: string, to: string): Promise<void>
  /** Names of what is in a folder. */
  list(name: string): string[]
  end(): void
}

type Own = Pick<Place, 'files' | 'directory' | 'write' | 'link' | 'setMode' | 'end'>

function placeOf(own: Own): Place {
  const { files, directory } = own
  const at = (name: string): string => (name === '' ? directory : joinPath(directory, name))
  return {
    ...own,
    read: (name) => bytesOf(files, at(name)),
    remove: (name) => files.remove(at(name)),
    rename: (from, to) => files.rename(at(from), at(to)),
    list: (name) => files.listSync(at(name)).map((status) => status.name),
  }
}

/** In memory. */
export function memoryPlace(disk: Disk, directory: string, now: number): Place {
  const files = filesOf(disk, now)
  const at = (name: string): string => joinPath(directory, name)
  return placeOf({
    ...{ files, directory },
    write: (name, bytes) => files.write(at(name), bytes),
    link: (name, target) => files.link(at(name), target),
    setMode: (name, mode) => files.setMode(at(name), mode),
    end: () => {},
  })
}

/** On the disk of this machine. */
export function realPlace(disk: Disk, directory: string): Place {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'millstream-place-')))
  const write = (path: string, bytes: Uint8Array | string): void => {
    mkdirSync(dirname(path), { recursive: true, mode: 0o755 })
    writeFileSync(path, bytes, { mode: 0o644 })
  }
  for (const [path, { bytes }] of disk) write(join(root, path), bytes)
  const at = (name: string): string => join(root, directory, name)
  return placeOf({
    ...{ files: nodeFiles, directory: join(root, directory) },
    write: (name, bytes) => write(at(name), bytes),
    link: (name, target) => symlinkSync(target, at(name)),
    setMode: (name, mode) => chmodSync(at(name), mode),
    end: () => rmSync(root, { recursive: true, force: true }),
  })
}
