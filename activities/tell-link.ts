import type { OutgoingLink } from '../domain/bearer.ts';
import { dialogueWords } from '../domain/dialogue-words.ts';
import { DOCUMENT_PREFIX, type OfferedLink } from '../domain/document-link.ts';
import type { SendText } from './send-text.ts';

/**
 * Sends the link to a document to its user by short message.
 *
 * Safe to run again: the text is journaled before it is sent, and not sent again after doubt.
 */
export function createTellLink({ sendText, publicUrl }: { readonly sendText: SendText; readonly publicUrl: string }) {
  return (
    { token, language, tenantTitle }: OfferedLink,
    { tenantId, attempt, destination, imsi = null }: OutgoingLink,
  ) => {
    const text = `${tenantTitle}: ${dialogueWords(language).fetchHint} ${publicUrl}${DOCUMENT_PREFIX}${token}`;
    const { orderId, run, attempt: sequence } = attempt;
    // The texts of a run that belong to no question of it have the number 0.
    return sendText({ tenantId, orderId, run, number: 0, msisdn: destination, imsi }, { kind: 'link', sequence, text });
  };
}
