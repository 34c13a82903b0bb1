import { classPath, installJava, jarVersion } from '../maven.ts'
import { inOrder, type JobArguments, type Peer } from '../peer.ts'
import { javaVersion } from '../places.ts'

const run = (program: string) => (args: JobArguments) => ({
  file: 'java',
  args: ['-Xmx8g', '-cp', classPath('storm'), program, ...inOrder(args)],
})

export const STORM: Peer = {
  name: 'storm',
  title: 'Storm topology (Java)',
  versions: () => ({ storm: jarVersion('storm', 'storm-client'), java: javaVersion() }),
  flags: {
    cluster: 'LocalCluster, 1 worker',
    'topology.acker.executors': '0',
    'topology.producer.batch.size': '1000',
    'topology.executor.receive.buffer.size': '32768',
    'topology.disable.loadaware.messaging': 'true',
    'topology.stats.sample.rate': '0.0005',
    java: '-Xmx8g',
  },
  guarantee: 'no acking: at most once; state in memory',
  jobs: { grep: run('Grep'), wordcount: run('WordCount'), yahoo: run('Yahoo') },
  install: () => installJava('storm'),
  startRate: 50_000,
  warmup: 60,
}
