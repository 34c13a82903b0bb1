/**
 * Thrown inside a task that needs something which was there when its job was planned and is not any more: map outputs
 * that were used up, a partition that was evicted. The job plans again and repeats the task; the attempt does not count.
 */
export class Unplanned {
  readonly what: string

  constructor(what: string) {
    this.what = what
  }
}
