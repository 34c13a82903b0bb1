import { StreamError } from '../kernel/errors.ts'
import type { Site } from '../kernel/site.ts'
import type { StreamingContext } from './context.ts'

/** The contexts that are between start and stop, with the line that started each; in order of their start. */
const active = new Map<StreamingContext, Site>()

/** The context of this process that was started last and is not stopped. */
export const activeContext = (): StreamingContext | undefined => [...active.keys()].at(-1)

/**
 * Write `context` down as active.
 *
 * Errors    E_CONTEXT_ACTIVE when there is another one, unless several are allowed
 */
export function activate(context: StreamingContext, site: Site, several: boolean): void {
  const [other] = active.values()
  if (other !== undefined && !several)
    throw new StreamError('E_CONTEXT_ACTIVE', `another streaming context of this process is active: ${other}`, {
      at: String(site),
      hint: 'Stop it first, or set spark.driver.allowMultipleContexts to true.',
    })
  active.set(context, site)
}

export const deactivate = (context: StreamingContext): void => {
  active.delete(context)
}
