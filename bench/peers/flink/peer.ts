import { classPath, installJava, jarVersion } from '../maven.ts'
import { inOrder, type JobArguments, type Peer } from '../peer.ts'
import { javaVersion } from '../places.ts'

/** Kryo and Flink's own memory reach into these on Java 17. */
export const OPENED = ['java.lang', 'java.util', 'java.nio', 'sun.nio.ch', 'java.time'].map(
  (name) => `--add-opens=java.base/${name}=ALL-UNNAMED`,
)

const run = (program: string) => (args: JobArguments) => ({
  file: 'java',
  args: [...OPENED, '-Xmx8g', '-cp', classPath('flink'), program, ...inOrder(args)],
})

export const FLINK: Peer = {
  name: 'flink',
  title: 'Flink DataStream (Java)',
  versions: () => ({ flink: jarVersion('flink', 'flink-core'), java: javaVersion() }),
  flags: { parallelism: '2', 'object reuse': 'on', state: 'heap', 'watermarks each': '20 ms', java: '-Xmx8g' },
  guarantee: 'socket source; state in memory, not checkpointed',
  jobs: { grep: run('Grep'), wordcount: run('WordCount'), yahoo: run('Yahoo') },
  install: () => installJava('flink'),
  startRate: 40_000,
  warmup: 60,
}
