import { existsSync, writeFileSync } from 'node:fs'
import { isMainThread } from 'node:worker_threads'
import { contains, type DStream, seconds, streamingJob } from '../../src/index.ts'

export interface Args {
  readonly folder: string
  readonly port: number
  /** A file that says that the worker has ended; nothing to have none end. */
  readonly mark: string
}

/** What the outputs gave: [name, time, records]. */
export const NOTES: unknown[] = []

/** End the worker thread, the first time. */
function dieOnce(mark: string): void {
  if (mark === '' || isMainThread || existsSync(mark)) return
  writeFileSync(mark, '')
  process.exit(3)
}

export default streamingJob('inputs', { batch: seconds(1) }, (ssc, { folder, port, mark }: Args) => {
  const note = (name: string, stream: DStream<any>): void =>
    stream.foreachRDD(async (rdd, time) => {
      NOTES.push([name, time.milliseconds, await rdd.collect()])
    })
  const files = ssc.textFileStream(`${folder}/text`)
  note(
    'lines',
    files.map((line) => line.toUpperCase()),
  )
  note('words', files.words().countByValue())
  note('window', files.countByWindow(seconds(3), seconds(1)))
  const whole = ssc.fileStream(`${folder}/whole`, { read: (path, sc) => sc.wholeTextFiles(path) })
  note(
    'whole',
    whole.map(([path, text]) => [path.slice(path.lastIndexOf('/') + 1), text.length]),
  )
  const mapped = ssc.fileStream(`${folder}/whole`, { read: (path, sc) => sc.textFile(path).map((line) => line.length) })
  note('mapped', mapped)
  note(
    'binary',
    ssc.binaryRecordsStream(`${folder}/binary`, 2).map((bytes) => bytes[1]),
  )
  const received = ssc.socketTextStream('127.0.0.1', port)
  note(
    'received',
    received.map((line) => {
      dieOnce(mark)
      return line.length
    }),
  )
  note('cloud', received.filter(contains('cloud')).count())
  note(
    'later',
    received
      .window(seconds(3), seconds(1))
      .map((line) => line.length)
      .reduce((a, b) => a + b),
  )
})
