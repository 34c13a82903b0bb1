import { formatMillis } from '../../kernel/duration.ts'
import { StreamError } from '../../kernel/errors.ts'
import type { Crash, RestartRules, Verdict } from './restarts.ts'

/** `SIGKILL after 1.2 s, in batch 1000 ms`. */
export function showCrash({ end, ran, batch }: Omit<Crash, 'at'>): string {
  const how = typeof end === 'number' ? `code ${end}` : end
  const where = batch === undefined ? '' : ` in batch ${batch} ms`
  return `${how} after ${formatMillis(Math.round(ran))}${where}`
}

/** What usually lies behind an end. */
export function causeOf(end: number | string): string {
  if (end === 'SIGABRT' || end === 134)
    return 'The memory that Node may use was most likely not enough: keep less in state, or raise it with NODE_OPTIONS=--max-old-space-size=<MB>.'
  if (end === 'SIGKILL' || end === 137)
    return 'The system most likely had no memory left: keep less in state, or run it where there is more.'
  if (end === 'an error') return 'Catch it where it is thrown: it is shown above.'
  return 'Look for a native add-on among its packages.'
}

/** What is said when it is not started again. */
export function crashLoop(
  file: string,
  { loop, crashes }: Extract<Verdict, { loop: string }>,
  rules: RestartRules,
): StreamError {
  const often = `crashed ${crashes.length} times in ${formatMillis(rules.window)}`
  const what = loop === 'often' ? often : `crashed ${crashes.length} times in the same batch`
  const seen = crashes.map(showCrash).join(', ')
  return new StreamError('E_CRASH_LOOP', `it ${what} and is not started again: ${seen}`, {
    at: file,
    hint: causeOf((crashes.at(-1) as Crash).end),
  })
}
