import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { CACHE, PROGRAMS, sh } from './places.ts'

const COPY = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies'

/** Download what bench/peers/<name>/pom.xml names, and compile the Java files beside it. */
export function installJava(name: string): void {
  const [lib, classes, programs] = [`${CACHE}/${name}/lib`, `${CACHE}/${name}/classes`, `${PROGRAMS}/${name}`]
  if (!existsSync(lib)) {
    const quiet = ['-q', '-B', `-Dmaven.repo.local=${CACHE}/m2`]
    sh('mvn', [...quiet, '-f', `${programs}/pom.xml`, COPY, `-DoutputDirectory=${lib}`], true)
  }
  mkdirSync(classes, { recursive: true })
  const sources = readdirSync(programs).filter((file) => file.endsWith('.java'))
  sh('javac', ['-nowarn', '-cp', `${lib}/*`, '-d', classes, ...sources.map((file) => `${programs}/${file}`)])
}

export const classPath = (name: string): string => `${CACHE}/${name}/classes:${CACHE}/${name}/lib/*`

/** The version of a jar that was downloaded: `jarVersion('flink', 'flink-core')`. */
export function jarVersion(name: string, jar: string): string {
  const found = readdirSync(`${CACHE}/${name}/lib`).find((file) => new RegExp(`^${jar}-\\d`).test(file))
  return found?.slice(jar.length + 1, -'.jar'.length) ?? 'unknown'
}
