import { generationOf } from '../../kernel/bytes/pages.ts'
import { TextBlock } from '../../kernel/bytes/text-block.ts'
import { placedError } from '../../kernel/errors.ts'
import type { Site } from '../../kernel/site.ts'
import type { RDD } from '../../rdd/rdd.ts'
import type { PartitionSource } from '../../rdd/source.ts'
import type { Files } from '../../storage/files.ts'
import { nodeFiles } from '../../storage/node-files.ts'
import { piecesOf } from '../blocks/pieces.ts'
import { decode, encodeRecords } from '../exchange/exchange.ts'
import type { Frame } from '../exchange/frame.ts'
import type { Ground } from '../ground.ts'
import { type BlockSource, type Piece, readSource } from '../sources/read-source.ts'

type FileSource = Extract<PartitionSource, { readonly files: Files }>
type WithoutFiles<S> = S extends unknown ? Omit<S, 'files'> : never

/** One partition of files of the disk, which every thread can read itself. */
export interface WireSource {
  readonly kind: 'source'
  readonly source: WithoutFiles<FileSource>
  /** The operator and the line that errors name. */
  readonly site: string
}

/** Lines as bytes, which are not copied when they lie in shared memory. */
export interface WireText {
  readonly kind: 'text'
  readonly bytes: Uint8Array
  readonly count: number
  /** Generation of the page that they lie in, if they do: with another one they are not the same bytes any more. */
  readonly generation: number | undefined
}

/** Records as they are, or as a frame: whichever is sent in less time. */
export type WireRecords =
  | { readonly kind: 'records'; readonly records: readonly unknown[] }
  | { readonly kind: 'frame'; readonly frame: Frame }

/** Part of a partition that the driver has and a worker reads. */
export type WirePiece = WireRecords | WireText | WireSource

/** So few records are cloned in less time than a frame is begun in. */
const FEW = 32

/**
 * Records for a worker. Objects and pairs take a third of the time as a frame; text and numbers are cloned in less.
 *
 * Errors    E_USER_FUNCTION at `site` for a record that cannot go to another thread
 */
export function wireRecords(records: readonly unknown[], site: Site, showRecords: boolean): WireRecords {
  const [first] = records
  const isPlain = typeof first !== 'object' || first === null || ArrayBuffer.isView(first)
  if (isPlain || records.length < FEW) return { kind: 'records', records }
  try {
    return { kind: 'frame', frame: encodeRecords(records, { showRecords }) }
  } catch (error) {
    throw placedError(error, site)
  }
}

export const recordsOf = (piece: WireRecords): readonly unknown[] =>
  piece.kind === 'records' ? piece.records : decode(piece.frame)

/** The pieces as a worker keeps them: what came as a frame is read once. */
export const received = (pieces: readonly WirePiece[]): WirePiece[] =>
  pieces.map((piece) => (piece.kind === 'frame' ? { kind: 'records', records: recordsOf(piece) } : piece))

/**
 * Partition `p` of an RDD that only the driver has, as pieces for a worker: what stands in files as the places where to
 * read it, received lines as their bytes. Undefined when functions have to be called to get at the records.
 */
export function wirePieces(rdd: RDD<any>, p: number, ground: Ground): WirePiece[] | undefined {
  const pieces: WirePiece[] = []
  return gather(rdd, p, ground, pieces) ? pieces : undefined
}

function gather(rdd: RDD<any>, p: number, ground: Ground, pieces: WirePiece[]): boolean {
  const { body, dependencies, prepare, site } = rdd.node
  if (prepare !== undefined) return false
  if (body.kind === 'source') return gatherSource(body.source, p, site, ground, pieces)
  if (body.kind !== 'given' && body.kind !== 'concat') return false
  return dependencies.every(
    (each) =>
      each.kind === 'narrow' &&
      ground.kept.level(each.rdd) === undefined &&
      each.parents(p).every((q) => gather(each.rdd, q, ground, pieces)),
  )
}

function gatherSource(source: PartitionSource, p: number, site: Site, ground: Ground, pieces: WirePiece[]): boolean {
  if ('files' in source) {
    if (source.files !== nodeFiles) return false
    pieces.push({ kind: 'source', source: onlyPartition(source, p), site: String(site) })
    return true
  }
  if (source.type === 'range' || source.type === 'columns') return false
  const records = source.type === 'collection' ? source.slices[p] : ground.blocks.received(source.blocks[p] ?? '')
  for (const piece of piecesOf(records ?? []))
    pieces.push(piece instanceof TextBlock ? wireText(piece) : wireRecords(piece, site, ground.showRecords))
  return true
}

const wireText = ({ bytes, count }: TextBlock): WireText => ({
  kind: 'text',
  bytes,
  count,
  generation: bytes.buffer instanceof SharedArrayBuffer ? generationOf(bytes) : undefined,
})

/** True when the bytes of all pieces are still what they were. */
export const areFresh = (pieces: readonly WirePiece[]): boolean =>
  pieces.every(
    (piece) =>
      piece.kind !== 'text' || piece.generation === undefined || generationOf(piece.bytes) === piece.generation,
  )

function onlyPartition(source: FileSource, p: number): WithoutFiles<FileSource> {
  const { files: _, ...rest } = source
  return 'splits' in rest ? { ...rest, splits: [rest.splits[p] ?? []] } : { ...rest, paths: [rest.paths[p] ?? []] }
}

/** The records of pieces, on the worker. */
export function* readPieces(pieces: readonly WirePiece[], blocks: BlockSource): Generator<Piece, void> {
  for (const piece of pieces) {
    if (piece.kind === 'records' || piece.kind === 'frame') yield recordsOf(piece)
    else if (piece.kind === 'text') yield new TextBlock(asBuffer(piece.bytes), undefined, piece.count)
    else yield* readSource({ ...piece.source, files: nodeFiles }, 0, blocks, piece.site)
  }
}

const asBuffer = ({ buffer, byteOffset, length }: Uint8Array): Buffer => Buffer.from(buffer, byteOffset, length)
