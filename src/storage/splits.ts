/**
 * A piece of a file that one partition reads: bytes from `start` up to but not including `end`.
 *
 * Of a text file a split has the lines that *begin* in it (a line that runs over the end belongs to the split where it
 * began), so splits may be cut anywhere. A compressed file is one split, whatever its size.
 */
export interface FileSplit {
  readonly path: string
  readonly start: number
  readonly end: number
}
