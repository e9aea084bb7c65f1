import test from 'ava';
import { languageOf } from '../../console/dialogue/language.ts';
import { NO_ATTEMPT, questionPage } from '../../console/dialogue/question-page.ts';
import { isOpen, needsPin, type PageSubject, standingOf } from '../../console/dialogue/stage.ts';
import { createStamps } from '../../console/dialogue/stamp.ts';
import { lookAt } from '../../console/dialogue/standing-page.ts';
import { OUR_LANGUAGES } from '../../console/dialogue/words.ts';
import { SECURITY_METHODS } from '../../domain/document.ts';
import { ORDER_STATES } from '../../domain/order.ts';
import { mailDefinition } from '../helpers/page-world.ts';

function subject(
  order: Partial<PageSubject['order']> = {},
  dialogue: Partial<PageSubject['dialogue']> = {},
): PageSubject {
  return {
    dialogue: {
      orderId: 'order',
      run: 1,
      number: 1,
      tenantId: 'tenant',
      tenantTitle: 'Acme',
      way: 'hosted',
      state: 'answered',
      definition: mailDefinition(),
      given: [],
      language: 'en',
      dueAt: '2027-01-31T18:30:00.000Z',
      msisdn: '+358401234567',
      imsi: null,
      token: 'token',
      ...dialogue,
    },
    order: { state: 'awaiting_user', evidence: 'none', decision: 'accept', security: 'NETWPIN', ...order },
  };
}

const shown = (state: PageSubject['order']['state'], pin?: string) =>
  lookAt(subject({ state, security: 'USERPIN', ...(pin !== undefined && { pin }) }), languageOf('ar'));

const asking = (security: PageSubject['order']['security']) =>
  questionPage(subject({ security, decision: null }, { state: 'open' }), languageOf('en'), {
    attempt: NO_ATTEMPT,
    stamp: 'stamp',
    viewer: 'viewer',
  }).body.markup;

test('only an open question of an order that waits for its user can be answered', (t) => {
  const open = subject({ decision: null }, { state: 'open' });
  t.true(isOpen(open));
  t.false(isOpen(subject({ decision: null, state: 'cancelled' }, { state: 'open' })));
  t.false(isOpen(subject({ decision: null }, { state: 'closed' })));
  t.false(isOpen(subject({ decision: 'accept' }, { state: 'open' })));
});

for (const [state, evidence, stage, stepsDone] of [
  ['awaiting_user', 'none', 'received', 1],
  ['accepted', 'none', 'received', 1],
  ['queued', 'none', 'waiting', 1],
  ['delivering', 'none', 'sending', 1],
  ['awaiting_acknowledgement', 'submitted', 'sent', 2],
  ['awaiting_acknowledgement', 'delivered', 'arrived', 2],
  ['completed', 'submitted', 'handedOver', 2],
  ['completed', 'delivered', 'delivered', 3],
  ['completed', 'applied', 'installed', 3],
  ['unconfirmed', 'submitted', 'unconfirmed', undefined],
  ['declined', 'delivered', 'refused', undefined],
  ['cancelled', 'none', 'cancelled', undefined],
  ['expired', 'none', 'failed', undefined],
  ['failed', 'none', 'failed', undefined],
] as const) {
  test(`after a yes, ${state} with ${evidence} is told as ${stage}`, (t) => {
    const standing = standingOf(subject({ state, evidence }));
    t.is(standing.stage, stage);
    t.is(standing.stepsDone, stepsDone);
    t.is(standing.note, undefined);
  });
}

test('after a no it is a no, whatever the order does until it ends', (t) => {
  for (const state of ['awaiting_user', 'declined'] as const)
    t.like(standingOf(subject({ state, decision: 'decline' })), { stage: 'declined', isFinal: true });
});

test('without an answer it is told what came instead', (t) => {
  const closed = { state: 'closed' } as const;
  t.like(standingOf(subject({ decision: null }, closed)), { stage: 'elsewhere', isFinal: false });
  t.deepEqual(standingOf(subject({ decision: null, state: 'expired' }, closed)), { stage: 'expired', isFinal: true });
  t.like(standingOf(subject({ decision: null, state: 'delivering' }, closed)), {
    stage: 'sending',
    note: 'unanswered',
  });
  t.like(standingOf(subject({ state: 'delivering' }, closed)), { stage: 'sending', note: 'elsewhere' });
  t.like(standingOf(subject({ decision: null, state: 'cancelled' }, { state: 'open' })), { stage: 'cancelled' });
  const { confirmation } = mailDefinition();
  const definition = mailDefinition({ confirmation: { ...confirmation, onTimeout: 'proceed' } });
  t.like(standingOf(subject({ decision: null, state: 'expired' }, { ...closed, definition })), { stage: 'failed' });
});

test('every state of an order has something to say in every language, and ends being followed when it is final', (t) => {
  for (const state of ORDER_STATES) {
    for (const tag of OUR_LANGUAGES) {
      const { markup, isFinal } = lookAt(subject({ state }), languageOf(tag));
      t.regex(markup, /<h1 class="stage \w+">[^<]+<\/h1>\n<p class="lead">/);
      t.notRegex(markup, /[{}]|undefined/);
      t.is(isFinal, ['completed', 'unconfirmed', 'declined', 'cancelled', 'expired', 'failed'].includes(state));
    }
  }
});

test('a PIN is shown while the phone may ask for it, and not after', (t) => {
  t.regex(shown('delivering', '01234567').markup, /<bdi dir="ltr">01234567<\/bdi>/);
  t.not(shown('delivering', '01234567').stage, shown('delivering').stage);
  t.notRegex(shown('completed', '01234567').markup, /01234567/);
  t.notRegex(shown('delivering').markup, /class="pin"/);
  t.deepEqual(SECURITY_METHODS.map(needsPin), [false, true, true, true]);
});

test('the question says that a PIN will be asked for, when it will', (t) => {
  t.regex(asking('USERNETWPIN'), /The phone will ask for a PIN/);
  t.notRegex(asking('NETWPIN'), /PIN/);
});

test('a stamp is good for its link and its language, and for no other', (t) => {
  const stamps = createStamps(Buffer.alloc(32, 1));
  const stamp = stamps.make('token', 'pt-BR');
  t.is(stamps.read('token', stamp), 'pt-BR');
  t.is(stamps.read('other', stamp), undefined);
  t.is(stamps.read('token', stamp.replace('pt-BR', 'pt')), undefined);
  t.is(stamps.read('token', `${stamp.slice(0, -1)}_`), undefined);
  t.is(stamps.read('token', ''), undefined);
  t.is(createStamps(Buffer.alloc(32, 2)).read('token', stamp), undefined);
});
