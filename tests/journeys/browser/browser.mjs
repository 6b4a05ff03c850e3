// A person at a real browser: does what a line of standard input says, and says in a line of JSON what there is to see.
import { createInterface } from 'node:readline';
import { chromium } from 'playwright-core';

const { CHROMIUM, GATEWAY, PICTURES } = process.env;
const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
const page = await browser.newPage({ viewport: { width: 900, height: 700 } });
page.setDefaultTimeout(15000);

const doings = {
  go: (path) => page.goto(GATEWAY + path),
  click: (name) => page.getByRole('link', { name }).or(page.getByRole('button', { name })).first().click(),
  async type(name) {
    await page.locator('input[name="login"]').fill(name);
    await page.locator('input[name="password"]').fill('a password');
    await page.locator('button[type="submit"]').click();
  },
};

async function look(name) {
  await page.waitForLoadState('networkidle');
  await page.screenshot({ path: `${PICTURES}/${name}.png` });
  const cookies = (await page.context().cookies(GATEWAY)).filter((cookie) => cookie.name.startsWith('hub311'));
  return {
    url: page.url(),
    heading: await page.locator('h1').first().innerText(),
    text: await page.locator('body').innerText(),
    scripts: await page.evaluate(() => document.cookie),
    cookies: cookies.map(({ name: kept, httpOnly, sameSite }) => ({ name: kept, httpOnly, sameSite })),
  };
}

for await (const line of createInterface({ input: process.stdin })) {
  const [doing, what, name] = JSON.parse(line);
  try {
    await doings[doing](what);
    console.log(JSON.stringify(await look(name)));
  } catch (error) {
    console.log(JSON.stringify({ failed: String(error), url: page.url() }));
  }
}
await browser.close();
