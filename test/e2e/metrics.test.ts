import test from 'ava';
import { INTERNET } from '../helpers/order-bodies.ts';
import { startStack } from '../helpers/stack.ts';

async function scrape({ ready }: { readonly ready: Readonly<Record<string, unknown>> }): Promise<string> {
  return (await fetch(String(ready['metricsUrl']))).text();
}

test('what bearers do and how orders stand is told to Prometheus, and nothing personal', async (t) => {
  const stack = await startStack(t, { env: { METRICS_ADDRESS: '127.0.0.1:0' } });
  const order = async (msisdn: string): Promise<string> => {
    return (await stack.order({ device: { msisdn }, ...INTERNET })).id;
  };
  const [fine, refused, silent] = [await stack.phone(), await stack.phone(), await stack.phone()];
  await stack.until(await order(fine.msisdn), 'completed');
  await stack.script({ match: { destination: refused.msisdn }, response: { status: 0x0b } });
  await stack.until(await order(refused.msisdn), 'failed');
  const unanswered = { response: { never: true }, receipt: { never: true } };
  await stack.script({ match: { destination: silent.msisdn }, ...unanswered });
  const open = await order(silent.msisdn);
  await stack.until(open, 'awaiting_acknowledgement');

  const [api, worker] = [await scrape(stack.api), await scrape(stack.worker)];
  for (const [outcome, count] of [
    ['accepted', 1],
    ['permanent', 1],
    ['in_doubt', 2],
  ] as const) {
    t.true(worker.includes(`wsi_bearer_submits_total{bearer="smpp",outcome="${outcome}"} ${count}\n`), outcome);
  }
  t.true(worker.includes('wsi_bearer_receipts_total{bearer="smpp",state="delivered"} 1\n'));
  t.true(worker.includes('wsi_bearer_submit_seconds_count{bearer="smpp"} 2\n'));
  t.true(worker.includes('wsi_bearer_ready{bearer="smpp"} 1\n'));
  t.true(worker.includes('wsi_bearer_paused{bearer="smpp"} 0\n'));
  t.regex(api, /^wsi_http_request_seconds_count\{method="POST",route="\/v1\/orders",status="202"\} 3$/m);
  t.regex(api, /^wsi_orders_open\{tenant="acme",state="awaiting_acknowledgement"\} 1$/m);
  t.regex(api, /^wsi_orders_oldest_seconds\{tenant="acme",state="awaiting_acknowledgement"\} [\d.]+$/m);
  for (const secret of [fine, refused, silent].flatMap(({ msisdn, imsi, deviceId }) => [
    msisdn.slice(1),
    imsi,
    deviceId,
  ])) {
    t.false(`${api}${worker}`.includes(secret));
  }
  t.false(`${api}${worker}`.includes(open));

  const url = new URL(String(stack.api.ready['metricsUrl']));
  t.is((await fetch(new URL('/', url))).status, 404);
  t.is((await fetch(url, { method: 'POST' })).status, 404);
});
