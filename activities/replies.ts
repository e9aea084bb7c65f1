import { decodeText } from '../codecs/gsm-text.ts';
import type { InboundMessage } from '../domain/bearer.ts';
import type { ServiceDefinition } from '../domain/definition.ts';
import type { Dialogue, PromptKey, UserAnswer } from '../domain/dialogue.ts';
import { openPrompts } from '../domain/questions.ts';
import { type Reply, readReply } from '../domain/reply.ts';
import type { RunWord } from '../domain/requests.ts';
import { composeCorrection } from './compose-text.ts';
import type { SendText } from './send-text.ts';

/** Answers given as text, read as the definition wants them; undefined when they are not what it wants. */
export type ReadAnswers = (
  asked: { readonly definition: ServiceDefinition; readonly given: readonly string[] },
  texts: Readonly<Record<string, string>>,
) => Readonly<Record<string, unknown>> | undefined;

export interface RepliesDeps {
  readonly answers: {
    keepPart(
      part: NonNullable<InboundMessage['part']> & { msisdn: string; dataCoding: number; octets: Uint8Array },
    ): Promise<Uint8Array | undefined>;
    findBySms(msisdn: string): Promise<Dialogue | undefined>;
    answer(key: PromptKey, answer: UserAnswer): Promise<'taken' | 'answered' | 'closed'>;
    misunderstood(key: PromptKey): Promise<number>;
    stop(msisdn: string): Promise<void>;
    start(msisdn: string): Promise<void>;
  };
  readonly sendText: SendText;
  readonly readAnswers: ReadAnswers;
  readonly runs: { tell(order: { readonly id: string; readonly run: number }, word: RunWord): void };
  readonly log: (event: { readonly event: string; readonly bearer: string }) => void;
}

/** How often a question is asked again after a reply that was not understood. */
const MAX_CORRECTIONS = 2;

/**
 * Takes what subscribers write to us. It is acknowledged to the network once it has had its effect in the database; a
 * correction is sent after that, and lost with the process at worst.
 */
export function createReplies(deps: RepliesDeps) {
  const { answers, log } = deps;
  return async (message: InboundMessage): Promise<void> => {
    const text = await wholeText(answers, message);
    if (text === undefined) return;
    const dialogue = await answers.findBySms(message.from);
    const wanted =
      dialogue !== undefined && openPrompts(dialogue.definition, dialogue.given).length > 0 ? 'value' : 'consent';
    const reply = readReply(text, { language: dialogue?.language ?? 'en', wanted });
    if (reply.type === 'stop') await answers.stop(message.from);
    if (reply.type === 'start') await answers.start(message.from);
    if (dialogue === undefined) log({ event: eventOf(reply), bearer: message.bearer });
    else await act(deps, dialogue, reply);
  };
}

/** Of a message that answers no question. */
function eventOf({ type }: Reply): string {
  return type === 'stop' || type === 'start' ? `message.${type}` : 'message.unexpected';
}

async function act(deps: RepliesDeps, dialogue: Dialogue, reply: Reply): Promise<void> {
  const { language } = dialogue;
  switch (reply.type) {
    case 'start':
      return;
    case 'stop':
    case 'decline':
      return take(deps, dialogue, { decision: 'decline', answers: {}, language });
    case 'accept':
      return take(deps, dialogue, { decision: 'accept', answers: {}, language });
    case 'value': {
      const [question] = openPrompts(dialogue.definition, dialogue.given);
      const read = question && deps.readAnswers(dialogue, { [question.parameter]: reply.text });
      if (read === undefined) return correct(deps, dialogue);
      return take(deps, dialogue, { decision: 'accept', answers: read, language });
    }
    case 'unclear':
      return correct(deps, dialogue);
  }
}

async function wholeText(
  answers: Pick<RepliesDeps['answers'], 'keepPart'>,
  { from, octets, dataCoding, part }: InboundMessage,
): Promise<string | undefined> {
  if (part === undefined) return decodeText(octets, dataCoding);
  const whole = await answers.keepPart({ ...part, msisdn: from, dataCoding, octets });
  return whole === undefined ? undefined : decodeText(whole, dataCoding);
}

async function take({ answers, runs }: RepliesDeps, dialogue: Dialogue, answer: UserAnswer): Promise<void> {
  const outcome = await answers.answer(dialogue, answer);
  if (outcome !== 'taken') return;
  runs.tell({ id: dialogue.orderId, run: dialogue.run }, { type: 'answered', decision: answer.decision });
}

async function correct({ answers, sendText }: RepliesDeps, dialogue: Dialogue): Promise<void> {
  const tries = await answers.misunderstood(dialogue);
  if (tries > MAX_CORRECTIONS) return;
  const text = { kind: 'correction', sequence: tries, text: composeCorrection(dialogue) } as const;
  // Not waited for: the network wants to hear now that we have the reply.
  void sendText(dialogue, text).catch(() => {});
}
