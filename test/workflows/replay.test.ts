import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from '@temporalio/worker';
import { DeterminismViolationError } from '@temporalio/workflow';
import test from 'ava';
import { ensureWorkflowBundle } from '../../bin/bundle.ts';
import { WORKFLOW_BUNDLES } from '../helpers/temporal.ts';

const folder = fileURLToPath(new URL('../histories', import.meta.url));

async function replay(text: string): Promise<void> {
  const workflowBundle = { codePath: await ensureWorkflowBundle(WORKFLOW_BUNDLES) };
  await Worker.runReplayHistory({ workflowBundle }, JSON.parse(text), 'order/replayed/1');
}

for (const name of readdirSync(folder)) {
  test(`the recorded history ${name} replays on the code as it is`, async (t) => {
    await t.notThrowsAsync(replay(readFileSync(`${folder}/${name}`, 'utf8')));
  });
}

test('a history that the code could not have made is refused', async (t) => {
  const text = readFileSync(`${folder}/0.1.0-completed.json`, 'utf8').replaceAll('"deliver"', '"settle"');
  const swapped = text.replaceAll('ImRlbGl2ZXIi', 'InNldHRsZSI=');
  await t.throwsAsync(replay(swapped), { instanceOf: DeterminismViolationError });
});
