import test from 'ava';
import { ProblemError } from '../../client/src/problem.ts';
import { createSend } from '../../client/src/send.ts';

const BUSY = { code: 'backlog_full', detail: 'Too many orders are waiting' };

/** Answers in turn, the last again and again, and keeps what came. */
function serve(...answers: readonly (() => Response)[]) {
  const bodies: string[] = [];
  const fetch = async (request: Request): Promise<Response> => {
    bodies.push(await request.text());
    return (answers[bodies.length - 1] ?? answers.at(-1)!)();
  };
  return { fetch, bodies, send: createSend(fetch, { retries: 3, maxRetryAfter: 1 }) };
}

const answer = (status: number, headers: Record<string, string> = {}, body: object | string = BUSY) => {
  return () => new Response(typeof body === 'string' ? body : JSON.stringify(body), { status, headers });
};
const ok = answer(200);
const later = { 'retry-after': '0' };
const request = (method: string, headers: Record<string, string> = {}) =>
  new Request('http://service.test/v1/orders?msisdn=secret', {
    method,
    headers,
    ...(['GET', 'DELETE'].includes(method) ? {} : { body: 'the body' }),
  });
const KEYED = { 'idempotency-key': 'one' };

for (const [title, call, refusal] of [
  ['GET that is told when', request('GET'), answer(503, later)],
  ['DELETE that is told when', request('DELETE'), answer(503, later)],
  ['PUT that is told when', request('PUT'), answer(503, later)],
  ['POST with a key', request('POST', KEYED), answer(503, later)],
  ['POST whose twin is still running', request('POST', KEYED), answer(409, later)],
  ['POST beyond the limits', request('POST'), answer(429, later)],
] as const) {
  test(`Made again: a ${title}`, async (t) => {
    const { send, bodies } = serve(refusal, ok);
    t.is((await send(call)).status, 200);
    t.is(bodies.length, 2);
    t.is(bodies[0], bodies[1]);
  });
}

for (const [title, call, refusal] of [
  ['GET that is not told when', request('GET'), answer(503)],
  ['POST without a key that may have been done', request('POST'), answer(503, later)],
  ['PATCH that may have been done', request('PATCH'), answer(503, later)],
  ['GET that is to wait longer than wanted', request('GET'), answer(429, { 'retry-after': '2' })],
  ['POST that is wrong', request('POST', KEYED), answer(422)],
] as const) {
  test(`Told at once: a ${title}`, async (t) => {
    const { send, bodies } = serve(refusal, ok);
    await t.throwsAsync(send(call), { instanceOf: ProblemError });
    t.is(bodies.length, 1);
  });
}

test('It is made three times again and not more, and the last refusal is told', async (t) => {
  const { send, bodies } = serve(answer(503, later));
  const error = await t.throwsAsync(send(request('POST', KEYED)), { instanceOf: ProblemError });
  t.like(error, { code: 'backlog_full', status: 503, retryAfter: 0 });
  t.is(bodies.length, 4);
});

test('It waits for as long as it is told', async (t) => {
  const { send } = serve(answer(503, { 'retry-after': '1' }), ok);
  const began = performance.now();
  await send(request('GET'));
  t.true(performance.now() - began >= 990);
});

test('A caller that gives up is not kept waiting', async (t) => {
  const { fetch } = serve(answer(503, { 'retry-after': '30' }));
  const send = createSend(fetch, { retries: 3, maxRetryAfter: 30 });
  const call = new Request(request('GET'), { signal: AbortSignal.timeout(100) });
  const began = performance.now();
  await t.throwsAsync(send(call), { any: true, name: 'TimeoutError' });
  t.true(performance.now() - began < 5_000);
});

test('A date says when as well as seconds do', async (t) => {
  const date = new Date(Date.now() + 100_000).toUTCString();
  const { send } = serve(answer(503, { 'retry-after': date }));
  const error = await t.throwsAsync(send(request('GET')), { instanceOf: ProblemError });
  t.true(error.retryAfter! > 90 && error.retryAfter! <= 100);
});

test('An answer that is no problem document is told as it is, without what the query said', async (t) => {
  const { send } = serve(answer(502, {}, '<html>Bad Gateway</html>'));
  const error = await t.throwsAsync(send(request('GET')), { instanceOf: ProblemError });
  t.like(error, { status: 502, code: undefined, errors: [], correlator: undefined });
  t.is(error?.message, 'GET /v1/orders was answered 502: ');
});

test('Of faults only those are taken that are some', async (t) => {
  const fault = { field: '/parameters/apn', expected: 'a text', got: 'nothing' };
  const { send } = serve(answer(422, {}, { code: 'parameters_invalid', errors: [fault, { field: 1 }, null] }));
  const error = await t.throwsAsync(send(request('GET')), { instanceOf: ProblemError });
  t.deepEqual(error?.errors, [fault]);
});
