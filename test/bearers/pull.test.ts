import test, { type ExecutionContext } from 'ava';
import { createLinkBearer, type LinkDeps } from '../../bearers/pull/links.ts';
import { parsePullUrl } from '../../bearers/pull/url.ts';
import type { OutgoingLink } from '../../domain/bearer.ts';
import type { LinkTerms, OfferedLink } from '../../domain/document-link.ts';
import { testBearerContract } from './bearer-contract.ts';

const LINK: OutgoingLink = {
  tenantId: 'acme',
  attempt: { orderId: '0b9e1a52-6d1c-4d8e-9a57-1f4f5a3e9c10', run: 1, attempt: 2 },
  destination: '+358401234567',
};
const OFFERED: OfferedLink = {
  token: 'q83vEjRWeJCrze8SNFZ4kA',
  messageId: 'a.1.2',
  language: 'fi',
  tenantTitle: 'Acme',
};
const DAY_MS = 86_400_000;
const soon = { patienceMs: 200 };

/** Texts that all get through, and links that are all made. */
function createLinks(url: string, over: Partial<LinkDeps> = {}) {
  const terms: LinkTerms[] = [];
  const told: OutgoingLink[] = [];
  const bearer = createLinkBearer(
    { ...parsePullUrl(url), name: 'pull' },
    {
      offer: async (_attempt, wanted) => {
        terms.push(wanted);
        return OFFERED;
      },
      tell: async (_link, to) => {
        told.push(to);
        return 'sent';
      },
      canTell: () => true,
      ...over,
    },
  );
  return { bearer, terms, told };
}

/** Receipts do not come by this bearer: what a phone fetches is evidence where it is served. */
testBearerContract('a bearer of links', {
  cargo: LINK,
  octets: new TextEncoder().encode(OFFERED.token),
  async createWorld(_t: ExecutionContext) {
    let answer: 'sent' | 'refused' | 'unsent' = 'sent';
    const received: { destination: string; octets: Uint8Array }[] = [];
    const { bearer } = createLinks('pull:', {
      canTell: () => answer !== 'unsent',
      tell: async ({ token }, { destination }) => {
        if (answer === 'sent') received.push({ destination, octets: new TextEncoder().encode(token) });
        return answer;
      },
    });
    return {
      bearer,
      received: () => received,
      behave: (how) => {
        answer = how === 'refuse' ? 'refused' : 'sent';
      },
      goAway: async () => {
        answer = 'unsent';
      },
    };
  },
});

test('a URL says how the link travels, how often it serves and how long it lives, or nothing', (t) => {
  t.deepEqual(parsePullUrl('pull:'), { way: 'sms', fetches: 3, lifeMs: DAY_MS });
  t.deepEqual(parsePullUrl('pull:?link=client&fetches=1&life=P7D&name=by-code'), {
    name: 'by-code',
    way: 'client',
    fetches: 1,
    lifeMs: 7 * DAY_MS,
  });
});

test('a URL that cannot be meant is refused, with what was wanted', (t) => {
  for (const [url, message] of [
    ['smpp:', /begin with pull:/],
    ['pull://host', /nothing but options/],
    ['pull:x', /nothing but options/],
    ['pull:?link=mail', /link to be one of sms, client/],
    ['pull:?fetches=0', /fetches from 1 to 20/],
    ['pull:?fetches=21', /fetches from 1 to 20/],
    ['pull:?life=PT1S', /life to be an ISO 8601 duration/],
    ['pull:?life=soon', /life to be an ISO 8601 duration/],
    ['pull:?token=x', /no parameters but/],
  ] as const) {
    t.throws(() => parsePullUrl(url), { message }, url);
  }
});

test('a link is made on the terms of its bearer, and told once it is there', async (t) => {
  const { bearer, terms, told } = createLinks('pull:?fetches=2&life=PT1H');
  t.deepEqual(await bearer.submit(LINK, soon), { type: 'accepted', messageId: OFFERED.messageId });
  t.deepEqual(terms, [{ bearer: 'pull', way: 'sms', fetches: 2, lifeMs: 3_600_000 }]);
  t.deepEqual(told, [LINK]);
});

test('a link that the calling system hands over needs no text, and no bearer of texts', async (t) => {
  const { bearer, told } = createLinks('pull:?link=client', { canTell: () => false });
  t.true(bearer.ready());
  t.is((await bearer.submit(LINK, soon)).type, 'accepted');
  t.deepEqual(told, []);
});

test('nothing is told of an order of which nothing goes out any more', async (t) => {
  const ended = createLinks('pull:', { offer: async () => undefined });
  t.deepEqual(await ended.bearer.submit(LINK, soon), { type: 'unsent', reason: 'stopping' });
  t.deepEqual(ended.told, []);
  const over = createLinks('pull:', { tell: async () => 'over' });
  t.deepEqual(await over.bearer.submit(LINK, soon), { type: 'unsent', reason: 'stopping' });
});
