/** A program with every part that writes something down: files and a queue, states, letters, committed files, a bank. */
import { fileSink, streamingJob } from '../../src/index.ts'
import { Acknowledging } from './acknowledging.ts'
import { bankSink } from './bank-client.ts'
import { numbered } from './job.ts'
import { BAD } from './record.ts'

export interface AllPartsArgs {
  readonly directory: string
  readonly sending: number
  readonly out: string
  readonly bank: number
}

export default streamingJob('all parts', { batch: '50ms' }, (ssc, { directory, sending, out, bank }: AllPartsArgs) => {
  const pairOf = (line: string): readonly [string, number] => {
    const [key = '', n] = line.split(' ')
    if (key === BAD) throw new Error(`no record: ${line}`)
    return [key, Number(n)]
  }
  const files = ssc.textFileStream(directory, { newFilesOnly: false, trackBy: 'name' }).map(pairOf)
  numbered(files, false).writeTo(fileSink(out, { skipEmpty: true }))
  const queue = ssc.receiverStream(new Acknowledging(sending)).map(pairOf)
  numbered(queue, true).writeTo(bankSink(bank))
})
