import type { LinkBearer, OutgoingLink, SubmitOutcome } from '../../domain/bearer.ts';
import type { LinkTerms, OfferedLink } from '../../domain/document-link.ts';
import type { PullOptions } from './url.ts';

/** What a bearer of links needs from outside. */
export interface LinkDeps {
  /** Makes the link of an attempt, or finds it again; undefined when nothing of the order goes out any more. */
  offer(attempt: OutgoingLink['attempt'], terms: LinkTerms): Promise<OfferedLink | undefined>;
  /** Sends a link to its user, once. */
  tell(link: OfferedLink, to: OutgoingLink): Promise<'sent' | 'refused' | 'unsent' | 'over'>;
  /** A text given now would go to the wire. */
  canTell(): boolean;
}

/** What waits for its phone waits as long as its order does. */
const LONGEST_MS = 30 * 86_400_000;

/** In place of a code of the network's: the text with the link was refused. */
const TEXT_REFUSED = 1;

/**
 * A bearer by which phones fetch their documents over HTTP: what is sent is a link. It has been accepted once the link is in
 * the database and with its user, or ready for the calling system to hand over.
 */
export function createLinkBearer(options: PullOptions & { readonly name: string }, deps: LinkDeps): LinkBearer {
  const { name, way, fetches, lifeMs } = options;
  return {
    kind: 'pull',
    name,
    ready: () => way === 'client' || deps.canTell(),
    async submit(link): Promise<SubmitOutcome> {
      const terms = link.waits === true ? ({ way: 'context', lifeMs: LONGEST_MS } as const) : { way, lifeMs };
      const offered = await deps.offer(link.attempt, { bearer: name, fetches, ...terms });
      if (offered === undefined) return { type: 'unsent', reason: 'stopping' };
      if (terms.way !== 'sms') return { type: 'accepted', messageId: offered.messageId };
      return outcomeOf(await deps.tell(offered, link), offered);
    },
  };
}

function outcomeOf(told: Awaited<ReturnType<LinkDeps['tell']>>, { messageId }: OfferedLink): SubmitOutcome {
  switch (told) {
    case 'sent':
      return { type: 'accepted', messageId };
    case 'refused':
      return { type: 'refused', status: TEXT_REFUSED, kind: 'permanent' };
    case 'unsent':
      return { type: 'unsent', reason: 'not_connected' };
    case 'over':
      return { type: 'unsent', reason: 'stopping' };
  }
}
