import { randomInt, randomUUID } from 'node:crypto';
import { MAX_EXPOSURES, type PlannedSend, type Send } from '../domain/delivery.ts';

/** Widest user_message_reference (SMPP 3.4 §5.3.2.17). */
const MAX_REFERENCE = 65_535;

/**
 * The sends that an attempt still needs: one for every part that was not accepted and has a slot left. A definite no
 * frees its slot; a doubt keeps it.
 */
export function planSends({ partCount, sends }: { partCount: number; sends: readonly Send[] }): PlannedSend[] {
  const parts = Array.from({ length: partCount }, (_, i) => i + 1);
  return parts.flatMap((part) => {
    const exposed = sends.filter((send) => send.part === part && send.state !== 'refused' && send.state !== 'unsent');
    if (exposed.some(({ state }) => state === 'accepted') || exposed.length >= MAX_EXPOSURES) return [];
    return [{ id: randomUUID(), part, exposure: exposed.length + 1, reference: randomInt(1, MAX_REFERENCE + 1) }];
  });
}
