/**
 * The bytes that a line of UTF-8 has exactly when its text has `text`; undefined when no bytes say that: U+FFFD comes of
 * bytes that are no text, half of a surrogate pair is no byte, and a line has no ends of lines in it.
 */
export function needleOf(text: string): Buffer | undefined {
  return text === '' || UNSURE.test(text) || !text.isWellFormed() ? undefined : Buffer.from(text)
}

const UNSURE = /[\r\n\ufffd]/

/** The byte at which bytes can be split as their text is at `separator`; undefined when there is none. */
export function separatorByte(separator: string): number | undefined {
  return /^[^\r\n\u0080-\uffff]$/.test(separator) ? separator.charCodeAt(0) : undefined
}
