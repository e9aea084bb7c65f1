/** How an SMSC writes its message ids; it may differ between responses and receipts. */
export const MESSAGE_ID_FORMS = ['text', 'hex', 'decimal'] as const;
export type MessageIdForm = (typeof MESSAGE_ID_FORMS)[number];

const DIGITS = {
  hex: /^(?:0x)?([0-9a-f]{1,64})$/i,
  decimal: /^([0-9]{1,64})$/,
} as const;

/**
 * The one form in which a message id is kept and compared. jsmpp, for one, answers `582573e1` and reports `1478849505`:
 * the same number. The form is declared for each side and never guessed, because `12345678` may be either.
 *
 * @returns for a numeric form the number in decimal without leading zeros; for `text`, and for what is not in the declared
 *   form, the text as it came without spaces around it
 */
export function canonicalMessageId(raw: string, form: MessageIdForm): string {
  const text = raw.trim();
  if (form === 'text') return text;
  const digits = DIGITS[form].exec(text)?.[1];
  if (digits === undefined) return text;
  return BigInt(form === 'hex' ? `0x${digits}` : digits).toString(10);
}
