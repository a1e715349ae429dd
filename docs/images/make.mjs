// The part of make.sh that runs the browser: node make.mjs <the dashboard's login URL> <folder>
import { chromium } from 'playwright-core';

const [login, folder] = process.argv.slice(2);
const dashboard = new URL(login).origin;
const api = 'http://localhost:8000';
const patience = 60_000;

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ['--no-sandbox'] });
try {
  const page = await browser.newPage({ viewport: { width: 1200, height: 560 } });
  page.setDefaultTimeout(patience);

  const picture = async name => {
    await page.mouse.move(0, 0);
    // Until nothing moves: tables slide in.
    for (let last = Buffer.alloc(0), now; !(now = await page.screenshot({ animations: 'disabled' })).equals(last); last = now)
      await page.waitForTimeout(700);
    await page.screenshot({ path: `${folder}/${name}.png`, animations: 'disabled' });
  };
  const row = text => page.locator('tr', { hasText: text });

  await page.goto(login);
  await row('batch-ingestor').getByText('Finished').waitFor();
  await row('consumer').getByText('Running', { exact: true }).waitFor();
  await picture('dashboard');

  const send = row('RecoMart.Api.csproj').locator('fluent-button[title^="Sends"]');
  await send.click();
  await page.locator('fluent-dialog fluent-button', { hasText: 'Send demo events' }).click();
  await page.locator('fluent-dialog').waitFor({ state: 'detached' });

  const sent = await page.request.post(`${api}/transactions`, { data: { user_id: 1001, item_id: 150, view_mode: 'purchase', rating: 5 } });
  if (sent.status() !== 201)
    throw new Error(`The API answered ${sent.status()}: ${await sent.text()}`);

  // Again and again: the page shows what it had when it was opened.
  const trace = page.locator('tr', { hasText: /POST \/transactions\b(?!\/)/ }).filter({ hasText: 'consumer (1)' }).filter({ hasText: 'api (3)' });
  for (const end = Date.now() + patience; !(await trace.count());) {
    if (Date.now() > end)
      throw new Error('The trace of the event does not show up.');
    await page.goto(`${dashboard}/traces`);
    await trace.first().waitFor({ timeout: 5000 }).catch(() => {});
  }
  await trace.first().getByText('POST /transactions').click();
  await page.waitForURL('**/traces/detail/**');
  await page.getByText('stage transaction').first().waitFor();
  await picture('trace');

  await page.goto(dashboard);
  await row('batch-ingestor').locator('fluent-button[title^="Ingests"]').click();
  await page.locator('fluent-dialog', { hasText: 'transactions' }).waitFor({ state: 'attached' }); // the tables of the result

  await page.keyboard.press('Escape');
  await row('batch-ingestor').locator('fluent-button[title^="Makes the prepared"]').click();
  await page.locator('fluent-dialog', { hasText: 'features.interactions' }).waitFor({ state: 'attached' });

  await page.setViewportSize({ width: 1200, height: 970 });
  await page.goto(api);
  await page.getByText('rows valid').first().waitFor();
  await picture('catalogue');
} finally {
  await browser.close();
}
