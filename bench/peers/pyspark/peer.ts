import { inOrder, type JobArguments, type Peer } from '../peer.ts'
import { javaVersion, PROGRAMS } from '../places.ts'
import { blocks, SPARK_CONF } from '../spark/peer.ts'
import { installPySpark, PYTHON, pythonVersion, sparkVersion } from './install.ts'

const run = (program: string) => (args: JobArguments) => ({
  file: PYTHON,
  args: [`${PROGRAMS}/pyspark/${program}.py`, ...inOrder(args)],
  env: {
    PYSPARK_PYTHON: PYTHON,
    PYTHONDONTWRITEBYTECODE: '1',
    PYSPARK_SUBMIT_ARGS: [
      '--driver-memory 8g',
      ...Object.entries({ ...SPARK_CONF, ...blocks(args.interval) }).map(([key, value]) => `--conf ${key}=${value}`),
      'pyspark-shell',
    ].join(' '),
  },
})

export const PYSPARK: Peer = {
  name: 'pyspark',
  title: 'Spark RDDs and DStreams (Python)',
  versions: () => ({ pyspark: sparkVersion(), python: pythonVersion(), java: javaVersion() }),
  flags: { ...SPARK_CONF, 'storage level': 'MEMORY_ONLY', java: '--driver-memory 8g' },
  guarantee: 'receiver without a log; the window is checkpointed each 10 s, as Spark demands',
  jobs: {
    grep: run('grep'),
    wordcount: run('wordcount'),
    yahoo: run('yahoo'),
    empty: run('empty'),
    chain: run('chain'),
  },
  install: installPySpark,
  startRate: 20_000,
  warmup: 60,
}
