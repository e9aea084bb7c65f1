/**
 * One form for a subscriber's number: E.164 digits with the plus. SMPP carries them without it (type of number 1),
 * people type them with it, and a URL may hold either.
 *
 * @returns undefined when the text is no number of 3 to 15 digits
 */
export function toMsisdn(text: string): string | undefined {
  const digits = /^\+?(\d{3,15})$/.exec(text)?.[1];
  return digits === undefined ? undefined : `+${digits}`;
}
