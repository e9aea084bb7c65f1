import { randomInt } from 'node:crypto';
import { encodeTextMessage } from '../codecs/sms-text.ts';
import { chooseBearer, type Way } from '../domain/attempt-plan.ts';
import type { Bearer, SubmitOutcome } from '../domain/bearer.ts';
import type { BearerPool } from '../domain/bearer-pool.ts';
import type { Dialogue, PromptKey, TextGate, TextKind } from '../domain/dialogue.ts';

export interface SendTextDeps {
  readonly dialogue: {
    openText(
      key: PromptKey,
      text: { readonly kind: TextKind; readonly sequence: number; readonly bearer: string; readonly partCount: number },
    ): Promise<TextGate>;
    recordText(
      key: PromptKey,
      result: { readonly kind: TextKind; readonly sequence: number; readonly outcomes: readonly SubmitOutcome[] },
    ): Promise<void>;
  };
  readonly bearers: BearerPool;
}

interface TextToSend {
  readonly kind: TextKind;
  /** From 1: how many of this kind there were in this prompt. */
  readonly sequence: number;
  readonly text: string;
}

/**
 * `sent`: it is with the SMSC, or may be. `refused`: it never will be. `unsent`: it is not, and may be tried again. `over`: the
 * order was cancelled or has ended, so it was not sent.
 */
type TextOutcome = 'sent' | 'refused' | 'unsent' | 'over';
/** Whose phone, and for which run. */
type Addressee = PromptKey & Pick<Dialogue, 'tenantId' | 'msisdn' | 'imsi'>;
export type SendText = (to: Addressee, text: TextToSend) => Promise<TextOutcome>;

const PATIENCE_MS = 5_000;
const MAX_REFERENCE = 65_535;

/**
 * Sends a text to the user of an order, once: it is journaled first, and one whose answer never came is not sent again.
 * Between two parts of a text nothing is waited for; the bearer's window paces them.
 */
export function createSendText({ dialogue: journal, bearers }: SendTextDeps): SendText {
  return async (dialogue, { kind, sequence, text }) => {
    const { tenantId, msisdn, imsi } = dialogue;
    if (msisdn === null) return 'refused';
    const bearer = bearerOfTexts(bearers, { msisdn, imsi });
    if (bearer === undefined) return 'unsent';
    const { dataCoding, hasHeader, parts } = encodeTextMessage(text, randomInt(256));
    const gate = await journal.openText(dialogue, { kind, sequence, bearer: bearer.name, partCount: parts.length });
    if (gate !== 'open') return gate === 'journaled' ? 'sent' : 'over';
    const outcomes = await Promise.all(
      parts.map((userData, i) =>
        bearer.submit(
          {
            tenantId,
            destination: msisdn,
            userData,
            text: { dataCoding, hasHeader },
            reference: randomInt(1, MAX_REFERENCE + 1),
            moreToSend: i < parts.length - 1,
          },
          { patienceMs: PATIENCE_MS },
        ),
      ),
    );
    await journal.recordText(dialogue, { kind, sequence, outcomes });
    return verdict(outcomes);
  };
}

/** What takes a text to this phone now; texts are short messages. */
function bearerOfTexts(pool: BearerPool, phone: Pick<Way, 'msisdn' | 'imsi'>): Bearer | undefined {
  const choice = chooseBearer({ kinds: ['smpp'], ...phone, lot: randomInt(1_000) }, pool.views());
  const bearer = choice.type === 'use' ? pool.find(choice.bearer.name) : undefined;
  return bearer?.kind === 'smpp' ? bearer : undefined;
}

/** A text of which some part went out is not tried again: the user would get it twice. */
function verdict(outcomes: readonly SubmitOutcome[]): TextOutcome {
  if (outcomes.every(({ type }) => type === 'unsent')) return 'unsent';
  return outcomes.some(({ type }) => type === 'refused') ? 'refused' : 'sent';
}
