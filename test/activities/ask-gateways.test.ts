import test from 'ava';
import { createAskGateways } from '../../activities/ask-gateways.ts';
import type { PushAnswer, PushBearer } from '../../domain/bearer.ts';

const PUSH = { messageId: 'a@dm-wsi', destination: '+358401234567' };

/** A gateway that answers so; what came of asking it about one push. */
async function asked(answer: PushAnswer, state: { isPaused?: boolean; isReady?: boolean; isKept?: boolean } = {}) {
  const { isPaused = false, isReady = true, isKept = true } = state;
  const seen: unknown[] = [];
  const logged: unknown[] = [];
  const waiting = [PUSH];
  const bearer: PushBearer = {
    kind: 'pap',
    name: 'ppg',
    ready: () => isReady,
    submit: () => Promise.reject(new Error('Not to be sent')),
    cancel: () => Promise.reject(new Error('Not to be cancelled')),
    query: async () => answer,
  };
  const view = { name: 'ppg', kind: 'pap', priority: 1, prefixes: [], networks: [], isPaused, isReady } as const;
  const gateways = createAskGateways({
    bearers: { views: () => [view, { ...view, name: 'smsc', kind: 'smpp' }], find: () => bearer },
    gatewayQueries: { due: async () => ({ pushes: waiting.splice(0, 1), isMore: waiting.length > 0 }) },
    listener: {
      receiptArrived: async (receipt) => {
        if (!isKept) throw new Error('The database is away');
        seen.push(receipt);
      },
    },
    log: (event) => logged.push(event),
  });
  gateways.ask();
  await gateways.idle();
  return { seen, logged, left: waiting.length };
}

test('a result that the gateway tells when it is asked is a receipt', async (t) => {
  t.deepEqual(await asked({ type: 'known', state: 'delivered', status: 1000 }), {
    seen: [{ bearer: 'ppg', messageId: 'a@dm-wsi', state: 'delivered', error: '' }],
    logged: [{ event: 'query.result', bearer: 'ppg', status: 1000 }],
    left: 0,
  });
  const { seen } = await asked({ type: 'known', state: 'undeliverable', status: 2003 });
  t.deepEqual(seen, [{ bearer: 'ppg', messageId: 'a@dm-wsi', state: 'undeliverable', error: '2003' }]);
});

test('what is pending, not known there, refused or not answered is no receipt, and is told by its code alone', async (t) => {
  for (const [answer, logged] of [
    [{ type: 'known', state: 'enroute', status: 1001 }, []],
    [{ type: 'known', state: 'unknown', status: 1000 }, [{ event: 'query.unknown', bearer: 'ppg', status: 1000 }]],
    [{ type: 'refused', status: 2004 }, [{ event: 'query.unknown', bearer: 'ppg', status: 2004 }]],
    [{ type: 'none' }, [{ event: 'query.unanswered', bearer: 'ppg' }]],
  ] as const) {
    t.deepEqual(await asked(answer), { seen: [], logged: [...logged], left: 0 });
  }
});

test('a gateway that is paused or not ready is asked nothing, and what is due stays so', async (t) => {
  const answer = { type: 'known', state: 'delivered', status: 1000 } as const;
  t.deepEqual(await asked(answer, { isPaused: true }), { seen: [], logged: [], left: 1 });
  t.deepEqual(await asked(answer, { isReady: false }), { seen: [], logged: [], left: 1 });
});

test('a result that cannot be kept is told in the log, and stops nothing', async (t) => {
  const { logged } = await asked({ type: 'known', state: 'delivered', status: 1000 }, { isKept: false });
  t.deepEqual(logged, [{ event: 'query.failed', error: 'Error' }]);
});
