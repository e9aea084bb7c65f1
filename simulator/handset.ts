import { formatXml } from '../codecs/xml.ts';
import { createMemory, type Prompt } from './handset-memory.ts';
import { createPrompts } from './handset-prompts.ts';
import { createReceiver } from './handset-receiver.ts';
import type { HandsetSettings, RadioMessage, RadioPush } from './handset-settings.ts';

export type Handset = ReturnType<typeof createHandset>;

/** A virtual handset: its card, its user, and everything that reached it. */
export function createHandset(msisdn: string, initial: HandsetSettings) {
  let settings = initial;
  let received = 0;
  const memory = createMemory();
  const prompts = createPrompts(memory, () => settings);
  const receiver = createReceiver({ memory, prompts, settings: () => settings });

  return {
    msisdn,
    isOff: () => settings.behaviour?.off === true,
    /** The HTTP status that the radio is to be answered with, when scripted. */
    failureStatus: () => settings.behaviour?.status,

    /** Changes card, user and behaviour; what the handset holds stays. */
    configure(next: HandsetSettings): void {
      settings = next;
    },

    receive(message: RadioMessage): void {
      received += 1;
      receiver.receive(message);
    },

    receivePush(push: RadioPush): void {
      received += 1;
      receiver.receivePush(push);
    },

    come: receiver.come,
    /** @throws RequestError 409 when no message waits for a PIN */
    type: (pin: string, promptId?: number): Prompt => prompts.type(pin, promptId),

    /** How much of each it holds. */
    summary() {
      return { msisdn, received, ...memory.counts() };
    },

    /** Everything it holds; the PIN of its user is not shown. */
    view() {
      const { inbox, prompts, documents, contexts, refusals } = memory;
      const { imsi, user, behaviour = {} } = settings;
      return {
        msisdn,
        imsi,
        decision: user?.decision ?? 'accept',
        behaviour,
        received,
        inbox,
        prompts,
        documents: documents.map((entry) => ({ ...entry, xml: formatXml(entry.document) })),
        contexts,
        refusals,
        partsWaiting: receiver.partsWaiting(),
      };
    },

    stop(): void {
      receiver.stop();
      prompts.stop();
    },
  };
}
