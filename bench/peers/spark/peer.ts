import { compileJava } from '../maven.ts'
import { inOrder, type JobArguments, type Peer } from '../peer.ts'
import { CACHE, javaVersion } from '../places.ts'
import { installPySpark, JARS, sparkVersion } from '../pyspark/install.ts'

const CLASSES = `${CACHE}/spark/classes`

/** Settings of Spark for all of its APIs. One receiver thread and one that computes would leave a core idle at times. */
export const SPARK_CONF: Readonly<Record<string, string>> = {
  'spark.master': 'local[3]',
  'spark.ui.enabled': 'false',
  'spark.ui.showConsoleProgress': 'false',
  'spark.serializer': 'org.apache.spark.serializer.KryoSerializer',
  'spark.streaming.blockInterval': '500ms',
  'spark.default.parallelism': '2',
  'spark.sql.shuffle.partitions': '2',
}

/** What Spark's own launcher opens for Java 17. */
const OPENED = ['java.lang', 'java.lang.invoke', 'java.lang.reflect', 'java.io', 'java.net', 'java.nio', 'java.util']
  .concat(['java.util.concurrent', 'java.util.concurrent.atomic', 'sun.nio.ch', 'sun.nio.cs', 'sun.security.action'])
  .concat(['sun.util.calendar'])
  .map((name) => `--add-opens=java.base/${name}=ALL-UNNAMED`)

const run = (program: string) => (args: JobArguments) => ({
  file: 'java',
  args: [
    ...OPENED,
    '-Xmx8g',
    ...Object.entries({ ...SPARK_CONF, ...blocks(args.interval) }).map(([key, value]) => `-D${key}=${value}`),
    ...['-cp', `${CLASSES}:${JARS}/*`, program],
    ...inOrder(args),
  ],
})

/** Two blocks a batch, one for each core. */
export const blocks = (interval: number): Record<string, string> => ({
  'spark.streaming.blockInterval': `${Math.max(1, interval / 2)}ms`,
})

export const SPARK: Peer = {
  name: 'spark',
  title: 'Spark RDDs and DStreams (Java)',
  versions: () => ({ spark: sparkVersion(), java: javaVersion() }),
  flags: { ...SPARK_CONF, 'storage level': 'MEMORY_ONLY', java: '-Xmx8g' },
  guarantee: 'receiver without a log; the window is checkpointed each 10 s, as Spark demands',
  jobs: {
    grep: run('Grep'),
    wordcount: run('WordCount'),
    yahoo: run('Yahoo'),
    empty: run('Empty'),
    windows: run('Windows'),
    chain: run('Chain'),
  },
  install() {
    installPySpark()
    compileJava('spark', `${JARS}/*`)
  },
  startRate: 100_000,
  warmup: 60,
}

/** Spark's API of today, with the only source that it has for sockets, which its documents keep for tests. */
export const STRUCTURED: Peer = {
  ...SPARK,
  name: 'structured',
  title: 'Spark Structured Streaming (Java)',
  flags: { ...SPARK_CONF, java: '-Xmx8g' },
  guarantee: 'socket source without replay; a log of offsets in a temporary folder',
  jobs: { grep: run('GrepStructured'), yahoo: run('YahooStructured') },
  startRate: 5000,
}
