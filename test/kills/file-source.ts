import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { BAD, linesOf } from './record.ts'
import { inOrder, type Source } from './sources.ts'

/** Records of a file, and ms from one file to the next. */
const [RECORDS, EVERY] = [10, 40]

export interface FileSource extends Source {
  /** Lines that are no records. */
  readonly bad: readonly string[]
}

/** Files that are renamed into place; with `everyBad`, each so manieth has a line that is no record. */
export function fileSource(folder: string, { everyBad = 0 } = {}): FileSource {
  const [draft, directory] = [`${folder}/draft`, `${folder}/in`]
  for (const path of [draft, directory]) mkdirSync(path, { recursive: true })
  let [made, files] = [0, 0]
  const bad: string[] = []
  const timer = setInterval(() => {
    const name = `f${String(made).padStart(8, '0')}`
    let text = linesOf(made, made + RECORDS)
    if (everyBad > 0 && ++files % everyBad === 0) {
      bad.push(`${BAD} ${files}`)
      text += `${BAD} ${files}\n`
    }
    writeFileSync(`${draft}/${name}`, text)
    renameSync(`${draft}/${name}`, `${directory}/${name}`)
    made += RECORDS
  }, EVERY)
  const stop = (): void => clearInterval(timer)
  const first = inOrder()
  return {
    args: { kind: 'files', directory },
    bad,
    get made() {
      return made
    },
    stop,
    close: stop,
    missing: (hasCome) => first(made, hasCome),
  }
}
