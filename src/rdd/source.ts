import type { Files } from '../storage/files.ts'
import type { FileSplit } from '../storage/splits.ts'
import type { ColumnBlock } from './declared/column-block.ts'

/**
 * Where the records of a source partition come from, as plain data that any host can act on. `lines` gives the lines of
 * each split of a partition as text; `whole` gives [path, content] pairs; `records` gives Uint8Arrays of `length` bytes.
 *
 * `blocks` names blocks that a receiver stored in the backend; everything else can be read again at any time.
 */
export type PartitionSource =
  | { readonly type: 'collection'; readonly slices: readonly (readonly unknown[])[] }
  /** Records as columns, one block a partition. */
  | { readonly type: 'columns'; readonly blocks: readonly ColumnBlock[] }
  | {
      readonly type: 'range'
      readonly start: number
      readonly end: number
      readonly step: number
      readonly slices: number
    }
  | { readonly type: 'lines'; readonly files: Files; readonly splits: readonly (readonly FileSplit[])[] }
  | {
      readonly type: 'whole'
      readonly files: Files
      readonly paths: readonly (readonly string[])[]
      readonly as: 'text' | 'bytes'
    }
  | {
      readonly type: 'records'
      readonly files: Files
      readonly splits: readonly (readonly FileSplit[])[]
      readonly length: number
    }
  /** Frames of `encodeRecords`, a list of files a partition: saveAsObjectFile and checkpoints. */
  | { readonly type: 'objects'; readonly files: Files; readonly paths: readonly (readonly string[])[] }
  /** Blocks of received records, one a partition, by the ids under which the backend stored them. */
  | { readonly type: 'blocks'; readonly blocks: readonly string[] }
