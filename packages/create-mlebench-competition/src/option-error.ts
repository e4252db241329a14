/** An invalid command line: the message says what is wrong and what is expected. */
export class OptionError extends Error {}
