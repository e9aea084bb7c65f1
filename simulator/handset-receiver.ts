import { decodeText } from '../codecs/gsm-text.ts';
import { createReassembler } from '../codecs/sms-reassembler.ts';
import { decodeUserData } from '../codecs/sms-user-data.ts';
import { decodeWbxml } from '../codecs/wbxml-decode.ts';
import { CONNECTIVITY_WBXML } from '../codecs/wsp-names.ts';
import { decodePush, type Push } from '../codecs/wsp-push.ts';
import { DecodeError } from '../domain/decode-error.ts';
import { createLinkOpener, type FetchedDocument } from './handset-links.ts';
import { isProven, needsPin } from './handset-mac.ts';
import type { Memory, ReceivedDocument, RefusalReason } from './handset-memory.ts';
import { createPartsWaiting } from './handset-parts.ts';
import type { Prompts } from './handset-prompts.ts';
import type { HandsetSettings, RadioMessage, RadioPush } from './handset-settings.ts';

/** User data starts with a header (SMPP 3.4 §5.2.12). */
const UDHI = 0x40;
/** WAP push, connectionless (IANA wap-push). */
const WAP_PUSH_PORT = 2948;

/** A message, or part of one, that a handset throws away. */
class Refused extends Error {
  override readonly name = 'Refused';
  readonly reason: RefusalReason;

  constructor(reason: RefusalReason, options?: ErrorOptions) {
    super(`Cannot take message: ${reason}`, options);
    this.reason = reason;
  }
}

export interface ReceiverDeps {
  readonly memory: Memory;
  readonly prompts: Pick<Prompts, 'show'>;
  readonly settings: () => HandsetSettings;
}

/** What a handset does with short messages: puts parts together, keeps texts, checks pushes and shows them. */
export function createReceiver(deps: ReceiverDeps) {
  const { memory } = deps;
  const reassembler = createReassembler();
  const partsWaiting = createPartsWaiting();
  const opener = createLinkOpener((from, pushed) => orRefuse(from, () => takeDocument(deps, from, pushed)));

  function takeText(from: string, octets: Uint8Array, dataCoding: number): void {
    const text = decode('text_unreadable', () => decodeText(octets, dataCoding));
    memory.keepText(from, text);
    if (deps.settings().user?.opensLinks === true) opener.open(text, from, () => memory.refuse(from, 'link_dead'));
  }

  function take({ from, dataCoding, esmClass, userData }: RadioMessage): void {
    const octets = Buffer.from(userData, 'hex');
    if ((esmClass & UDHI) === 0) return takeText(from, octets, dataCoding);
    const { ports, concatenation } = decode('parts_unreadable', () => decodeUserData(octets));
    const whole = decode('parts_unreadable', () => reassembler.add(from, octets));
    if (concatenation !== undefined) partsWaiting.note(from, concatenation, whole !== undefined);
    if (whole === undefined) return;
    if (ports === undefined) takeText(from, whole, dataCoding);
    else if (ports.destination === WAP_PUSH_PORT) takePush(deps, from, whole);
    else throw new Refused('port_unknown');
  }

  /** What is of no use is thrown away and the reason remembered; no network hears of that. */
  function orRefuse(from: string, act: () => void): void {
    try {
      act();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      memory.refuse(from, error.reason);
    }
  }

  return {
    partsWaiting: partsWaiting.list,
    stop: opener.stop,

    /** Takes one short message. */
    receive(message: RadioMessage): void {
      orRefuse(message.from, () => take(message));
    },

    /** Comes to the provisioning URL of each of its contexts: what it gets there is from who owns that. */
    come: (): Promise<{ readonly provUrl: string; readonly status: number }[]> =>
      Promise.all(
        memory.contexts.map(async ({ provUrl }) => {
          const take = (got: FetchedDocument): void =>
            orRefuse(provUrl, () =>
              takeDocument(deps, provUrl, { ...got, initiatorUri: provUrl, isInitiatorAuthenticated: true }),
            );
          return { provUrl, status: await opener.come(provUrl, take) };
        }),
      ),

    /** Takes a push that came whole. */
    receivePush({ from, push }: RadioPush): void {
      orRefuse(from, () => takePush(deps, from, Buffer.from(push, 'hex')));
    },
  };
}

function takePush(deps: ReceiverDeps, from: string, octets: Uint8Array): void {
  takeDocument(
    deps,
    from,
    decode('push_unreadable', () => decodePush(octets)),
  );
}

/** Checks what can be checked without the user, then shows it. */
function takeDocument(deps: ReceiverDeps, from: string, pushed: HandedDocument): void {
  const { prompts, settings } = deps;
  const { contentType, security, mac, body } = pushed;
  if (contentType !== CONNECTIVITY_WBXML) throw new Refused('content_unknown');
  const document = decode('document_unreadable', () => decodeWbxml(body));
  const wbxml = Buffer.from(body).toString('hex');
  const { imsi } = settings();
  if (security === undefined) {
    takeUnproven(deps, pushed, { from, security: 'none', document, wbxml });
    return;
  }
  if (security !== 'USERPINMAC' && mac === undefined) throw new Refused('mac_missing');
  const signed = { security, mac, body };
  // The network's secret is on the card: the user never sees a message that fails it.
  if (!needsPin(security) && !isProven(signed, { imsi, pin: '' })) throw new Refused('mac_wrong');
  prompts.show({ from, security, document, wbxml }, signed);
}

/** A document, and what the way it came by says of its sender. */
type HandedDocument = FetchedDocument & Pick<Push, 'initiatorUri' | 'isInitiatorAuthenticated'>;

/** Takes a document without a proof of its own: from who owns a context, or where the handset does not care. */
function takeUnproven(
  { memory, prompts, settings }: ReceiverDeps,
  push: HandedDocument,
  received: ReceivedDocument,
): void {
  const { behaviour } = settings();
  if (push.initiatorUri !== undefined && behaviour?.noContinuous !== true) {
    memory.install({ ...received, into: knownContext(memory, push) });
    return;
  }
  if (behaviour?.acceptUnsigned !== true) throw new Refused('unsigned');
  prompts.show(received, undefined);
}

/**
 * The context whose owner pushes, as far as the gateway vouches for it: the settings go into it at arrival, and nobody is asked
 * (OMA ProvBoot, continuous provisioning).
 */
function knownContext(
  { contexts }: Memory,
  { initiatorUri, isInitiatorAuthenticated = false }: HandedDocument,
): string {
  const context = contexts.find(({ provUrl }) => provUrl === initiatorUri);
  if (context === undefined) throw new Refused('context_unknown');
  if (!isInitiatorAuthenticated) throw new Refused('initiator_unauthenticated');
  return context.provUrl;
}

function decode<T>(reason: RefusalReason, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof DecodeError) throw new Refused(reason, { cause: error });
    throw error;
  }
}
