/**
 * The most frequent words of the files that are moved into a directory while the program runs.
 *
 *   mkdir inbox; millstream run examples/file-word-count.ts
 *   cp examples/data/gettysburg.txt .new && mv .new inbox/gettysburg.txt
 *
 * The second command goes into another window. A file is read when it appears, so it must appear whole: copy it elsewhere
 * on the same disk, then move it in.
 */
import { seconds, streamingJob } from 'millstream'

export default streamingJob('file-word-count', { batch: seconds(1) }, (ssc, { directory = 'inbox' }) => {
  ssc
    .textFileStream(directory)
    .flatMap((line) => line.toLowerCase().split(' '))
    .countByValue()
    .transform((counts) => counts.sortBy(([word, count]) => [-count, word]))
    .print(5)
})
