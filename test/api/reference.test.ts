import test from 'ava';
import { createApiWorld } from '../helpers/api-world.ts';
import { openPage } from '../helpers/browser.ts';

test.serial('The reference shows every operation, asks nobody outside, and no error is on the console', async (t) => {
  const { url, routes } = await createApiWorld(t);
  const { page, errors, strangers } = await openPage(t);
  await page.goto(`${url}/reference`);
  await page.waitForSelector('.opblock');
  t.is(await page.title(), 'dm-wsi: API reference');
  t.is(await page.locator('.opblock').count(), routes.length);
  t.true(await page.locator('.opblock-summary-path', { hasText: '/v1/orders/{id}/cancel' }).first().isVisible());
  t.deepEqual(errors, []);
  t.deepEqual(strangers, []);
});

test.serial('With a key given, the reference makes a call and shows its answer', async (t) => {
  const { url, key } = await createApiWorld(t);
  const { page, errors, strangers } = await openPage(t);
  await page.goto(`${url}/reference`);
  await page.getByRole('button', { name: 'Authorize' }).first().click();
  await page.locator('.auth-container input').first().fill(key);
  await page.locator('.auth-btn-wrapper .authorize').first().click();
  await page.locator('.btn-done').first().click();
  const operation = page.locator('#operations-orders-listOrders');
  await operation.locator('.opblock-summary-control').click();
  await operation.getByRole('button', { name: 'Try it out' }).click();
  await operation.getByRole('button', { name: 'Execute' }).click();
  const answer = operation.locator('.live-responses-table');
  await answer.waitFor();
  t.is((await answer.locator('.response-col_status').nth(1).innerText()).trim().slice(0, 3), '200');
  t.deepEqual(errors, []);
  t.deepEqual(strangers, []);
});

test('The parts of the reference are kept by browsers, and no other file is served', async (t) => {
  const { call } = await createApiWorld(t);
  for (const asset of ['start.js', 'swagger-ui-bundle.js', 'swagger-ui.css', 'favicon-32x32.png']) {
    const { status, headers } = await call('GET', `/reference/${asset}`, { key: null });
    t.is(status, 200, asset);
    const etag = String(headers.get('etag'));
    const again = await call('GET', `/reference/${asset}`, { key: null, headers: { 'if-none-match': etag } });
    t.is(again.status, 304, asset);
  }
  for (const path of ['package.json', '..%2Fpackage.json', 'swagger-ui.css.map', 'index.html']) {
    t.is((await call('GET', `/reference/${path}`, { key: null })).status, 404, path);
  }
});

test('The page of the reference lets no script run but those of its files', async (t) => {
  const { call } = await createApiWorld(t);
  const { headers, text } = await call('GET', '/reference', { key: null });
  t.is(headers.get('content-type'), 'text/html; charset=utf-8');
  const policy = String(headers.get('content-security-policy'));
  t.true(policy.includes("default-src 'none'"));
  t.false(/unsafe|https?:/.test(policy));
  t.notRegex(text, /<script>|<style|https?:|\son\w+=/);
});
