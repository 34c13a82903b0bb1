import { mkdirSync, rmSync } from 'node:fs'
import { classPath, installJava, jarVersion } from '../maven.ts'
import { inOrder, type JobArguments, type Peer } from '../peer.ts'
import { CACHE, javaVersion } from '../places.ts'

/** Where the broker keeps its log. It is emptied before each run, because a broker that is ended leaves gigabytes. */
const LOGS = `${CACHE}/kafka/logs`

const run = (program: string) => (args: JobArguments) => {
  rmSync(LOGS, { recursive: true, force: true })
  mkdirSync(LOGS, { recursive: true })
  return {
    file: 'java',
    args: ['-Xmx8g', `-Djava.io.tmpdir=${LOGS}`, '-cp', classPath('kafka'), program, ...inOrder(args)],
  }
}

/**
 * Kafka Streams cannot run without a broker, so there is one in its process: a thread reads the socket and produces to a
 * topic of one partition, on disk, and the program reads that. What the broker takes is part of what is measured.
 */
export const KAFKA: Peer = {
  name: 'kafka',
  title: 'Kafka Streams with its broker (Java)',
  versions: () => ({ kafka: jarVersion('kafka', 'kafka-streams'), java: javaVersion() }),
  flags: {
    broker: 'KRaft, one node, in the same process; 1 topic of 1 partition',
    producer: 'acks 1, linger.ms 5, batch.size 512 KB, no compression',
    'num.stream.threads': '1',
    'commit.interval.ms': '1000',
    'max.poll.records': '10000',
    'max.partition.fetch.bytes': '8 MB',
    counts: 'in a processor, without a topic in between and without a changelog',
    java: '-Xmx8g',
  },
  guarantee: 'records in a log on disk, at least once from there; state in memory, not logged',
  jobs: { grep: run('Grep'), wordcount: run('WordCount'), yahoo: run('Yahoo') },
  install: () => installJava('kafka'),
  startRate: 20_000,
  warmup: 60,
}
