/**
 * Count the words of the files that are moved into a directory while the program runs.
 *
 *   millstream run examples/file-word-count.ts --args '{"directory":"inbox"}'
 *   cp examples/data/gettysburg.txt inbox/.tmp && mv inbox/.tmp inbox/gettysburg.txt
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
