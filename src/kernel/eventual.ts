/**
 * A value that is there, or one that has to be waited for.
 *
 * Most batches wait for nothing: their data is in memory and their functions answer at once. What is made of such values
 * is made at once too, without a promise for each step; the same code waits where it has to.
 */
export type Eventual<T> = T | Promise<T>

/** What `f` makes of the value: at once when it is there, otherwise when it has come. */
export const then = <T, R>(value: Eventual<T>, f: (value: T) => Eventual<R>): Eventual<R> =>
  value instanceof Promise ? value.then(f) : f(value)

/** Call `f` for each item, one after another: for the next when it is done with the last. */
export function eachInTurn<T>(items: readonly T[], f: (item: T, index: number) => Eventual<void>): Eventual<void> {
  for (let i = 0; i < items.length; i++) {
    const done = f(items[i] as T, i)
    if (done instanceof Promise) return restInTurn(done, items, f, i + 1)
  }
}

async function restInTurn<T>(
  begun: Promise<void>,
  items: readonly T[],
  f: (item: T, index: number) => Eventual<void>,
  next: number,
): Promise<void> {
  await begun
  for (let i = next; i < items.length; i++) await f(items[i] as T, i)
}

/** The value of `f`, and what `otherwise` makes of its error if it fails, now or later. */
export function recover<T>(f: () => Eventual<T>, otherwise: (error: unknown) => Eventual<T>): Eventual<T> {
  try {
    const value = f()
    return value instanceof Promise ? value.catch(otherwise) : value
  } catch (error) {
    return otherwise(error)
  }
}

/** The value of `f`; `end` is called when it is over, well or badly. */
export function ended<T>(f: () => Eventual<T>, end: () => void): Eventual<T> {
  let value: Eventual<T>
  try {
    value = f()
  } catch (error) {
    end()
    throw error
  }
  if (value instanceof Promise) return value.finally(end)
  end()
  return value
}
