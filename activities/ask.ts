import type { AskWay } from '../domain/asking.ts';
import type { Dialogue, Opening, PromptKey } from '../domain/dialogue.ts';
import { ProvisioningError } from '../domain/errors.ts';
import type { OrderEvent } from '../domain/order.ts';
import { isByMessage } from '../domain/questions.ts';
import { type QuietHours, quietUntil } from '../domain/quiet-hours.ts';
import { composeQuestion, composeReminder } from './compose-text.ts';
import { heldBack, type QuietDeps } from './quiet.ts';
import type { SendText } from './send-text.ts';

export interface AskInput extends PromptKey {
  readonly way: AskWay;
  readonly timeoutMs: number;
  /** When the user is not to be sent the question. */
  readonly quiet?: QuietHours;
}

export interface AskDeps extends QuietDeps {
  readonly dialogue: {
    begin(prompt: AskInput & { readonly token: string | null }): Promise<Opening>;
    remind(key: PromptKey): Promise<Dialogue | undefined>;
    closeWay(key: PromptKey): Promise<void>;
    close(key: Pick<PromptKey, 'orderId' | 'run'>): Promise<'accept' | 'decline' | undefined>;
  };
  readonly sendText: SendText;
  /** Unguessable, for the link to the page. */
  readonly newToken: () => string;
  /** Where users reach our pages, without a slash at the end. */
  readonly publicUrl: string;
}

/**
 * Puts the questions of an order before its user, one way. The calling system (`client`) sees them on the order; for the
 * others the user gets a text.
 *
 * Safe to run again: a way that is open stays as it is, and its text is journaled before it is sent.
 */
export function createAsk({ dialogue, sendText, newToken, publicUrl, waits }: AskDeps) {
  return async ({ quiet, ...input }: AskInput): Promise<OrderEvent> => {
    const wait = await heldBack({ waits }, input, { hours: quiet, state: null });
    if (wait !== undefined) return wait;
    const opening = await dialogue.begin({ ...input, token: input.way === 'hosted' ? newToken() : null });
    switch (opening.type) {
      case 'over':
        return { type: 'found_final', state: 'cancelled', reason: null };
      case 'cancelled':
        return { type: 'cancel_granted' };
      case 'answered':
        return { type: 'answered', decision: opening.decision };
      case 'impossible':
        return { type: 'way_failed' };
      case 'open': {
        if (!isByMessage(input.way, opening.dialogue.definition)) return { type: 'asked' };
        const kind = input.way === 'hosted' ? 'invitation' : 'question';
        const text = composeQuestion(opening.dialogue, publicUrl);
        const outcome = await sendText(opening.dialogue, { kind, sequence: 1, text });
        if (outcome === 'sent') return { type: 'asked' };
        if (outcome === 'over') return { type: 'cancel_granted' };
        if (outcome === 'refused' || isOver(opening.dialogue)) {
          await dialogue.closeWay(input);
          return { type: 'way_failed' };
        }
        throw new ProvisioningError('service_unavailable', 'Cannot send the question now', { retryable: true });
      }
    }
  };
}

function isOver({ dueAt }: Dialogue): boolean {
  return Date.parse(dueAt) < Date.now();
}

/**
 * Reminds a user who has not answered. A reminder that cannot be sent, or would come in the night, is left out: the question
 * stays.
 *
 * Safe to run again: a user is reminded once a way.
 */
export function createRemind({
  dialogue,
  sendText,
  publicUrl,
  waits,
}: Pick<AskDeps, 'dialogue' | 'sendText' | 'publicUrl' | 'waits'>) {
  return async ({ quiet, ...key }: PromptKey & Pick<AskInput, 'quiet'>): Promise<OrderEvent> => {
    if (quiet !== undefined && quietUntil(quiet, await waits.zoneOf(key.orderId), Date.now()) !== undefined) {
      return { type: 'reminded' };
    }
    const open = await dialogue.remind(key);
    if (open !== undefined && isByMessage(open.way, open.definition)) {
      await sendText(open, { kind: 'reminder', sequence: 1, text: composeReminder(open, publicUrl) });
    }
    return { type: 'reminded' };
  };
}

/**
 * Ends the asking: from here on no answer is taken. One that was committed before counts.
 *
 * Safe to run again: what is closed stays closed.
 */
export function createCloseAsking({ dialogue }: Pick<AskDeps, 'dialogue'>) {
  return async (key: Pick<PromptKey, 'orderId' | 'run'>): Promise<OrderEvent> => {
    const decision = await dialogue.close(key);
    return decision === undefined ? { type: 'asking_closed' } : { type: 'answered', decision };
  };
}
