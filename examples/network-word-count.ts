/**
 * Count the words of each second's lines from a socket.
 *
 *   millstream nc --listen 9999 --file examples/data/gettysburg.txt --rate 5 --keep-open
 *   millstream run examples/network-word-count.ts
 */
import { seconds, streamingJob } from 'millstream'

export default streamingJob('network-word-count', { batch: seconds(1) }, (ssc, { host = 'localhost', port = 9999 }) => {
  ssc
    .socketTextStream(host, port)
    .flatMap((line) => line.split(' '))
    .map((word) => [word, 1] as const)
    .reduceByKey((a, b) => a + b)
    .print()
})
