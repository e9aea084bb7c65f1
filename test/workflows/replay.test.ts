import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { DeterminismViolationError } from '@temporalio/workflow';
import test from 'ava';
import { ensureWorkflowBundle } from '../../bin/bundle.ts';
import { WORKFLOW_BUNDLES } from '../helpers/temporal.ts';

Runtime.install({ logger: new DefaultLogger('ERROR') });

const folder = fileURLToPath(new URL('../histories', import.meta.url));

let workflowBundle = { codePath: '' };

// Once for all: Temporal's runtime is given up whenever no replay needs it, so that those which come one by one would meet its end.
test.before('the workflows are bundled', async () => {
  workflowBundle = { codePath: await ensureWorkflowBundle(WORKFLOW_BUNDLES) };
});

async function replay(text: string): Promise<void> {
  await Worker.runReplayHistory({ workflowBundle }, JSON.parse(text), 'order/replayed/1');
}

for (const name of readdirSync(folder)) {
  test(`the recorded history ${name} replays on the code as it is`, async (t) => {
    await t.notThrowsAsync(replay(readFileSync(`${folder}/${name}`, 'utf8')));
  });
}

/** Exchanges a name inside the base64 of payloads. */
function exchange(text: string, from: string, to: string): string {
  return text.replaceAll(/"data": "([A-Za-z0-9+/=]+)"/g, (whole, data: string) => {
    const decoded = Buffer.from(data, 'base64').toString();
    return decoded.includes(from) ? `"data": "${Buffer.from(decoded.replaceAll(from, to)).toString('base64')}"` : whole;
  });
}

test('a history that the code could not have made is refused', async (t) => {
  const text = readFileSync(`${folder}/0.1.0-completed.json`, 'utf8');
  await t.throwsAsync(replay(exchange(text, 'deliver', 'settle')), { instanceOf: DeterminismViolationError });
});
