/** Whole sequences by which programs colour text or move the cursor. */
const TERMINAL_SEQUENCES = /\x1B(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1B]*(?:\x07|\x1B\\)|[@-Z\\-_])/g;
const LINE_ENDS = /\r\n?/g;
/** Control characters but tab and line feed, and those that turn the direction of the text around them. */
const INVISIBLE = /[\x00-\x08\x0B-\x1F\x7F-\x9F\u202A-\u202E\u2066-\u2069]/g;

/** What a program printed as text that can be shown anywhere: lines end with LF, nothing of it controls a terminal. */
export function printable(text: string): string {
  return text.replace(TERMINAL_SEQUENCES, '').replace(LINE_ENDS, '\n').replace(INVISIBLE, '').toWellFormed();
}
