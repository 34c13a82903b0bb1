import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { CACHE, PROGRAMS, sh } from './places.ts'

const COPY = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies'

/** Folders of the Java files of a peer; in the first of them is its pom.xml. */
const foldersOf = (name: string): readonly [string, ...string[]] => [`${PROGRAMS}/${name}`, `${PROGRAMS}/jvm`]

/** Download what bench/peers/<name>/pom.xml names, and compile the Java files beside it and those of bench/peers/jvm. */
export function installJava(name: string, folders = foldersOf(name)): void {
  const [lib, programs] = [`${CACHE}/${name}/lib`, folders[0]]
  if (!existsSync(lib) || statSync(lib).mtimeMs < statSync(`${programs}/pom.xml`).mtimeMs) {
    rmSync(lib, { recursive: true, force: true })
    const quiet = ['-q', '-B', `-Dmaven.repo.local=${CACHE}/m2`]
    sh('mvn', [...quiet, '-f', `${programs}/pom.xml`, COPY, `-DoutputDirectory=${lib}`], true)
  }
  compileJava(name, `${lib}/*`, folders)
}

/** Compile bench/peers/<name>/*.java and bench/peers/jvm/*.java. */
export function compileJava(name: string, libraries: string, folders: readonly string[] = foldersOf(name)): void {
  const classes = `${CACHE}/${name}/classes`
  mkdirSync(classes, { recursive: true })
  const sources = folders.flatMap((folder) =>
    readdirSync(folder).flatMap((file) => (file.endsWith('.java') ? [`${folder}/${file}`] : [])),
  )
  sh('javac', ['-nowarn', '-cp', libraries, '-d', classes, ...sources])
}

export const classPath = (name: string): string => `${CACHE}/${name}/classes:${CACHE}/${name}/lib/*`

/** The version of a jar that was downloaded: `jarVersion('flink', 'flink-core')`. */
export function jarVersion(name: string, jar: string): string {
  const found = readdirSync(`${CACHE}/${name}/lib`).find((file) => new RegExp(`^${jar}-\\d`).test(file))
  return found?.slice(jar.length + 1, -'.jar'.length) ?? 'unknown'
}
