/** Where a command writes: what it is asked for to `out`, what it has to say to `err`. A line each, without its end. */
export interface Output {
  out(line: string): void
  err(line: string): void
}

export const standardOutput: Output = {
  out: (line) => console.log(line),
  err: (line) => console.error(line),
}
