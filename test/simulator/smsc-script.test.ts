import test from 'ava';
import {
  bindClient,
  connectClient,
  eventually,
  PASSWORD,
  SYSTEM_ID,
  startHandsets,
  startSmsc,
  submit,
} from './world.ts';

const PHONE = '15550001111';

async function scripted(t: Parameters<typeof startSmsc>[0], script: unknown) {
  const smsc = await startSmsc(t);
  t.is((await smsc.control('PUT', '/script', script)).status, 200);
  return { ...smsc, client: await bindClient(t, smsc.smppPort) };
}

test('A rule refuses as often as it says, then all is as before', async (t) => {
  const { client, log } = await scripted(t, { times: 2, response: { status: 0x58 } });
  const statuses = [];
  for (let i = 0; i < 3; i++) statuses.push((await client.ask('submit_sm', submit(PHONE))).command_status);
  t.deepEqual(statuses, [0x58, 0x58, 0]);
  const body = await log();
  t.deepEqual(
    body.map((entry) => [entry.status, entry.messageId === null, entry.handset]),
    [
      [0x58, true, null],
      [0x58, true, null],
      [0, false, 'taken'],
    ],
  );
});

test('A rule applies to one destination, written with the plus or without', async (t) => {
  const { client } = await scripted(t, [{ match: { destination: `+${PHONE}` }, response: { status: 0x14 } }]);
  t.is((await client.ask('submit_sm', submit('15550002222'))).command_status, 0);
  t.is((await client.ask('submit_sm', submit(PHONE))).command_status, 0x14);
});

test('A rule can apply to each n-th message', async (t) => {
  const { client } = await scripted(t, { every: 3, response: { status: 0x58 } });
  const statuses = [];
  for (let i = 0; i < 6; i++) statuses.push((await client.ask('submit_sm', submit(PHONE))).command_status);
  t.deepEqual(statuses, [0, 0, 0x58, 0, 0, 0x58]);
});

test('The first rule that fits applies alone', async (t) => {
  const { client, control } = await scripted(t, [
    { times: 1, response: { status: 1 } },
    { times: 1, response: { status: 2 } },
  ]);
  const statuses = [];
  for (let i = 0; i < 3; i++) statuses.push((await client.ask('submit_sm', submit(PHONE))).command_status);
  t.deepEqual(statuses, [1, 2, 0]);
  t.deepEqual(
    (await control<{ left: number | null }[]>('GET', '/script')).body.map((rule) => rule.left),
    [0, 0],
  );
});

test('DELETE /script ends all rules', async (t) => {
  const { client, control } = await scripted(t, { response: { status: 0x58 } });
  t.is((await control('DELETE', '/script')).status, 204);
  t.is((await client.ask('submit_sm', submit(PHONE))).command_status, 0);
});

test('A response that never comes still leaves a message taken and reported', async (t) => {
  const { client, log } = await scripted(t, { response: { never: true } });
  client.tell('submit_sm', submit(PHONE));
  const receipt = await client.deliveredNth(1);
  const body = await log();
  t.like(body[0], { status: null, handset: 'taken', messageId: receipt.receipted_message_id });
  t.false(client.seen.includes('submit_sm_resp'));
});

test('A delayed response comes before the receipt', async (t) => {
  const { client } = await scripted(t, { response: { delayMs: 60 } });
  const started = Date.now();
  await client.ask('submit_sm', submit(PHONE));
  t.true(Date.now() - started >= 55);
  await client.deliveredNth(1);
  t.deepEqual(client.seen.slice(-2), ['submit_sm_resp', 'deliver_sm']);
});

test('A receipt can overtake its response', async (t) => {
  const { client } = await scripted(t, { receipt: { beforeResponse: true } });
  await client.ask('submit_sm', submit(PHONE));
  t.deepEqual(client.seen.slice(-2), ['deliver_sm', 'submit_sm_resp']);
});

test('A connection can close before the response: the message is taken, its receipt goes to the next connection', async (t) => {
  const { client, smppPort, log } = await scripted(t, { times: 1, response: { closeBefore: true } });
  client.tell('submit_sm', submit(PHONE));
  await client.closed;
  const next = await bindClient(t, smppPort);
  const receipt = await next.deliveredNth(1);
  t.like((await log())[0], { status: null, messageId: receipt.receipted_message_id });
});

test('A connection can close right after the response', async (t) => {
  const { client, log } = await scripted(t, { response: { closeAfter: true } });
  const answer = await client.ask('submit_sm', submit(PHONE));
  await client.closed;
  t.like((await log())[0], { status: 0, messageId: answer.message_id });
});

test('Messages that were pipelined behind a closed connection were never seen', async (t) => {
  const { client, log } = await scripted(t, { times: 1, response: { closeBefore: true } });
  for (let i = 0; i < 5; i++) client.tell('submit_sm', submit(PHONE));
  await client.closed;
  t.true((await log()).length <= 5);
  t.is((await log())[0]!.status, null);
});

test('A dropped message is answered, does not reach its handset and has no receipt', async (t) => {
  const handsets = await startHandsets(t, { createUnknown: true });
  const { smppPort, control, log } = await startSmsc(t, { handsetUrl: handsets.url });
  await control('PUT', '/script', { drop: true, times: 1 });
  const client = await bindClient(t, smppPort);
  t.is((await client.ask('submit_sm', submit(PHONE))).command_status, 0);
  const { message_id } = await client.ask('submit_sm', submit(PHONE));
  t.is((await client.deliveredNth(1)).receipted_message_id, message_id);
  t.is((await log())[0]!.handset, 'dropped');
  t.is((await handsets.view(PHONE)).received, 1);
});

test('A dropped message can be reported delivered all the same', async (t) => {
  const { client } = await scripted(t, { drop: true, receipt: { stat: 'DELIVRD' } });
  await client.ask('submit_sm', submit(PHONE));
  t.is((await client.deliveredNth(1)).message_state, 2);
});

test('A receipt can be sent many times', async (t) => {
  const { client } = await scripted(t, { receipt: { times: 10 } });
  const { message_id } = await client.ask('submit_sm', submit(PHONE));
  await client.deliveredNth(10);
  t.deepEqual(new Set(client.delivered.map((receipt) => receipt.receipted_message_id)), new Set([message_id]));
});

test('A receipt can be withheld', async (t) => {
  const { client, sessions } = await scripted(t, { times: 1, receipt: { never: true } });
  await client.ask('submit_sm', submit(PHONE));
  const { message_id } = await client.ask('submit_sm', submit(PHONE));
  t.is((await client.deliveredNth(1)).receipted_message_id, message_id);
  t.is((await sessions()).deliveries.waiting, 0);
});

test('A receipt can be late, carry another state, id form and text, and no TLVs', async (t) => {
  const { client } = await scripted(t, [
    { times: 1, receipt: { delayMs: 40, stat: 'REJECTD', idForm: 'decimal', echoReference: true } },
    { times: 1, receipt: { text: 'id:?? stat:', withoutTlvs: true } },
  ]);
  const started = Date.now();
  const { message_id } = await client.ask('submit_sm', submit(PHONE, { user_message_reference: 9 }));
  const first = await client.deliveredNth(1);
  t.true(Date.now() - started >= 35);
  t.like(first, { message_state: 8, user_message_reference: 9 });
  t.is(Number.parseInt(message_id!.slice(2), 36), Number(first.receipted_message_id));
  await client.ask('submit_sm', submit(PHONE));
  const second = await client.deliveredNth(2);
  t.is(second.short_message?.message, 'id:?? stat:');
  t.is(second.receipted_message_id, undefined);
});

test('A final receipt can be followed by others that contradict it', async (t) => {
  const { client } = await scripted(t, { receipt: { also: [{ stat: 'ENROUTE' }, { stat: 'UNDELIV', delayMs: 10 }] } });
  await client.ask('submit_sm', submit(PHONE));
  await client.deliveredNth(3);
  t.deepEqual(
    client.delivered.map((receipt) => receipt.message_state),
    [2, 1, 5],
  );
});

test('POST /receipts sends a receipt for a message that nobody sent', async (t) => {
  const { client, control } = await scripted(t, []);
  const receipt = { messageId: 'ffffffff', stat: 'DELIVRD', source: '5555', destination: `+${PHONE}`, reference: 3 };
  t.is((await control('POST', '/receipts', receipt)).status, 204);
  t.like(await client.deliveredNth(1), { receipted_message_id: 'ffffffff', user_message_reference: 3 });
});

test('PUT /binds refuses binds until it is told otherwise', async (t) => {
  const { smppPort, control } = await startSmsc(t);
  await control('PUT', '/binds', { status: 0x0d });
  const refused = await connectClient(t, smppPort);
  const bind = { system_id: SYSTEM_ID, password: PASSWORD };
  t.is((await refused.ask('bind_transceiver', bind)).command_status, 0x0d);
  await control('PUT', '/binds', { status: 0 });
  await bindClient(t, smppPort);
});

for (const way of ['drop', 'reset', 'unbind'] as const) {
  test(`POST /sessions/close ends connections by ${way}`, async (t) => {
    const { smppPort, control, sessions } = await startSmsc(t);
    const client = await bindClient(t, smppPort);
    t.deepEqual((await control('POST', '/sessions/close', { way })).body, { closed: 1 });
    await client.closed;
    t.is(client.seen.includes('unbind'), way === 'unbind');
    await eventually(async () => (await sessions()).sessions.length === 0);
  });
}

test('POST /sessions/close without a body drops, and one session alone when it is named', async (t) => {
  const { smppPort, control } = await startSmsc(t);
  const [first, second] = [await bindClient(t, smppPort), await bindClient(t, smppPort)];
  await control('POST', '/sessions/close', { session: 1 });
  await first.closed;
  t.false(second.isClosed());
  await control('POST', '/sessions/close');
  await second.closed;
});

test('A silenced connection stays open and answers nothing', async (t) => {
  const { smppPort, control, log } = await startSmsc(t, { enquireLinkMs: 50 });
  const client = await bindClient(t, smppPort);
  await control('POST', '/sessions/close', { way: 'silence' });
  const heard = client.seen.length;
  client.tell('enquire_link');
  client.tell('submit_sm', submit(PHONE));
  await new Promise((resolve) => setTimeout(resolve, 200));
  t.is(client.seen.length, heard);
  t.false(client.isClosed());
  t.deepEqual(await log(), []);
});

for (const [title, path, body, pattern] of [
  ['a script with an unknown field', '/script', { respond: {} }, /"\/respond"/],
  ['a script whose second rule is wrong', '/script', [{}, { times: 0 }], /"\/times"/],
  ['a state that no receipt has', '/script', { receipt: { stat: 'LOST' } }, /"\/receipt\/stat"/],
  ['no script at all', '/script', undefined, /body/],
  ['a script that is no JSON', '/script', '{', /JSON/],
  ['a bind status that is none', '/binds', { status: -1 }, /"\/status"/],
] as const) {
  test(`PUT ${path} refuses ${title} and says why`, async (t) => {
    const { control } = await startSmsc(t);
    const { status, body: answer } = await control<{ error: string }>('PUT', path, body);
    t.is(status, 400);
    t.regex(answer.error, pattern);
  });
}

test('A script that is refused leaves the old one', async (t) => {
  const { client, control } = await scripted(t, { response: { status: 0x58 } });
  await control('PUT', '/script', [{ response: { status: 0 } }, { times: 'x' }]);
  t.is((await client.ask('submit_sm', submit(PHONE))).command_status, 0x58);
});

for (const [title, method, path, body, status] of [
  ['an unknown path', 'GET', '/nothing', undefined, 404],
  ['a method that a path does not have', 'POST', '/log', {}, 405],
  ['a number that is none', 'GET', '/log?since=x', undefined, 400],
  ['a text without an address', 'POST', '/mo', { from: '+1555', text: 'x' }, 400],
  ['a way to close that is none', 'POST', '/sessions/close', { way: 'gently' }, 400],
  ['a receipt without an id', 'POST', '/receipts', { stat: 'DELIVRD' }, 400],
] as const) {
  test(`The control port answers ${title} with ${status}`, async (t) => {
    const { control } = await startSmsc(t);
    const answer = await control<{ error: string }>(method, path, body);
    t.is(answer.status, status);
    t.is(typeof answer.body.error, 'string');
  });
}

test('The control port refuses a body over a mebibyte', async (t) => {
  const { control } = await startSmsc(t);
  const { status, body } = await control<{ error: string }>('PUT', '/script', ' '.repeat(1_048_577));
  t.is(status, 400);
  t.regex(body.error, /1048576/);
});
