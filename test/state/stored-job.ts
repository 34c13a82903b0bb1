/** A process whose states are in a store: it says where, and goes on until it is killed, or ends, or its disk is full. */
import { SparkConf, SparkContext } from '../../src/index.ts'

const [under, end] = process.argv.slice(2)
const conf = new SparkConf().setAll(
  Object.entries({
    'millstream.state.store': 'lmdb',
    'millstream.state.cache': '100',
    'spark.local.dir': under as string,
  }),
)
const sc = new SparkContext({ master: 'local', appName: 'stored', conf })
if (end === 'exit') process.exit(0)
if (end === 'throw') throw new Error('nobody catches it')
if (end === 'stop') await sc.stop()
console.log('ready')
if (end === 'wait') await new Promise(() => process.stdin.resume())
