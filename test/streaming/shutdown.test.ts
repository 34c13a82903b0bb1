import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'node:test'

const ENTRY = new URL('../../src/index.ts', import.meta.url)

/** A receiver that holds records until it is stopped, in a program that prints what each batch with records has. */
const program = (graceful: boolean): string => `
  import { Receiver, SparkConf, StreamingContext } from '${ENTRY}'
  class Held extends Receiver {
    onStart() { this.store('before the signal') }
    onStop() {}
  }
  const conf = new SparkConf().set('spark.streaming.stopGracefullyOnShutdown', ${graceful})
  const ssc = new StreamingContext(conf, '1h')
  ssc.receiverStream(new Held()).foreachRDD(async (rdd) => console.log((await rdd.collect()).join()))
  await ssc.start()
  console.log('started')
`

for (const graceful of [true, false])
  test(`SIGTERM ${graceful ? 'has what was received processed' : 'ends the program at once'} by the setting`, async () => {
    const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', program(graceful)])
    let out = ''
    child.stdout.on('data', (text) => {
      out += text
      if (out === 'started\n') child.kill('SIGTERM')
    })
    const [code, signal] = await once(child, 'close')
    assert.deepEqual([code, signal], [null, 'SIGTERM'])
    assert.equal(out, graceful ? 'started\nbefore the signal\n' : 'started\n')
  })
