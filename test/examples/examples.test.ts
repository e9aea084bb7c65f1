import { randomUUID } from 'node:crypto';
import test, { type ExecutionContext } from 'ava';
import { run, testWith } from '../helpers/programs.ts';
import { type Stack, startStack } from '../helpers/stack.ts';

/** A provider's whole life takes no more calls to the API. */
const MOST_CALLS = 7;

const teardowns: (() => unknown)[] = [];
let stack: Stack;
test.before(async () => {
  stack = await startStack({ teardown: (work) => void teardowns.push(work) });
});
test.after.always(async () => {
  for (const work of teardowns.toReversed()) await work();
});

/** How many requests the API has answered, as its log has them. */
async function requests(): Promise<number> {
  // What the log is late with comes before what is asked now.
  const mark = randomUUID();
  await stack.call('GET', '/v1/client', undefined, { 'x-correlator': mark });
  for (;;) {
    const lines = stack.api
      .log()
      .split('\n')
      .filter((line) => line.includes('"event":"request"'));
    const last = lines.findIndex((line) => line.includes(mark));
    if (last >= 0) return last + 1;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function runExample(t: ExecutionContext, ...command: [string, ...string[]]): Promise<void> {
  const before = await requests();
  const env = { API: String(stack.api.ready['url']), HANDSETS: stack.handsetUrl, KEY: stack.key };
  const output = await run(command, { env });
  t.regex(output, /^acme-mail 1\.0\.\d+ is active$/m);
  t.regex(output, /^an order is allowed: true, and takes \d short messages$/im);
  t.regex(output, /^order [0-9a-f-]{36} is completed$/m);
  t.regex(output, /<parm name="AAUTHSECRET" value="correct-horse"\/>/);
  // But ours, which marks the end.
  const calls = (await requests()) - before - 1;
  t.true(calls > 5 && calls <= MOST_CALLS, `${calls} calls`);
}

testWith('curl', 'The example with curl takes a provider from its document to a phone', (t) =>
  runExample(t, 'examples/provider.sh'),
);
testWith('python3', 'The example in Python takes a provider from its document to a phone', (t) =>
  runExample(t, 'python3', 'examples/provider.py'),
);
test.serial('The example in TypeScript takes a provider from its document to a phone', (t) =>
  runExample(t, process.execPath, '--import', 'tsx', 'examples/provider.ts'),
);

for (const [program, ...command] of [
  ['curl', 'examples/provider.sh'],
  ['python3', 'python3', 'examples/provider.py'],
  ['node', process.execPath, '--import', 'tsx', 'examples/provider.ts'],
] as const) {
  testWith(program, `The example for ${program} says why it was refused`, async (t) => {
    const [first, ...rest] = command;
    const env = { API: String(stack.api.ready['url']), HANDSETS: stack.handsetUrl, KEY: 'wsi_wrong' };
    const error = await t.throwsAsync(run([first, ...rest], { env }));
    t.regex(error.message, /credential_invalid/);
  });
}
