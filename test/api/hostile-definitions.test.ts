import test from 'ava';
import { createApiWorld } from '../helpers/api-world.ts';
import { HOSTILE, outcomeOf } from '../helpers/hostile-definitions.ts';

const STATUS: Readonly<Record<string, number>> = {
  request_malformed: 400,
  request_too_large: 413,
  definition_invalid: 422,
  document_invalid: 422,
};

for (const hostile of HOSTILE) {
  test(`a ${hostile.via} of ${hostile.kind} is ${hostile.code === undefined ? 'taken' : `refused with ${hostile.code}`}`, async (t) => {
    t.is(await outcomeOf(hostile), hostile.code);
  });
}

test('over HTTP each of them is answered with its code and what to do, and nothing is harmed', async (t) => {
  const { call, errors, stores, tenantId } = await createApiWorld(t);
  for (const { kind, via, text, code } of HOSTILE) {
    const { status, body } =
      via === 'definition'
        ? await call('POST', '/v1/definitions', { body: text })
        : await call('POST', '/v1/definitions/import?name=hostile', {
            body: text,
            headers: { 'content-type': 'application/xml' },
          });
    if (code === undefined) {
      t.is(status, 201, kind);
      continue;
    }
    t.is(status, STATUS[code] ?? 0, kind);
    t.is(body.code, code, kind);
    t.true(body.errors.length > 0 && body.errors.length <= 20, kind);
    for (const { field, expected, got } of body.errors) {
      t.true(
        [field, expected, got].every((words) => typeof words === 'string' && words.length <= 1_000),
        kind,
      );
    }
    t.true(JSON.stringify(body).length < 30_000, kind);
  }
  t.deepEqual(errors, []);
  t.is((await call('GET', '/readyz')).status, 200);
  t.deepEqual((await stores.definitions.find(tenantId, 'hostile', undefined)) ?? 'none', 'none');
});

test('what a hostile body says of objects reaches no other object', async (t) => {
  for (const hostile of HOSTILE) await outcomeOf(hostile);
  t.deepEqual(Object.keys(Object.prototype), []);
  t.is(({} as { name?: unknown }).name, undefined);
});
