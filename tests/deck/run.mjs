// Opens decks in a real browser, from file://, and checks what a person would notice. Speaks TAP.
//   node tests/deck/run.mjs DECK.html...     CHROMIUM=/usr/bin/chromium
import {chromium} from 'playwright-core';
import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {resolve, basename} from 'node:path';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const files = process.argv.slice(2).map(f => resolve(f));
let number = 0, failed = 0;

function ok(held, what, detail) {
	if (!held) failed++;
	console.log(`${held ? 'ok' : 'not ok'} ${++number} - ${what}`);
	if (!held && detail !== undefined) String(typeof detail === 'string' ? detail : JSON.stringify(detail, null, 1)).split('\n').slice(0, 30).forEach(l => console.log('# ' + l));
}
function is(got, want, what) { ok(got === want, what, `got ${JSON.stringify(got)}, want ${JSON.stringify(want)}`); }

// Text that is higher or wider than its box, or a box outside its page; run in the page.
function misfits() {
	const out = [], name = (el, why) => out.push(`${el.closest('.s').dataset.slide}: ${why}: ${el.textContent.slice(0, 50)}`);
	for (const el of document.querySelectorAll('main .t')) {
		const first = el.firstElementChild, last = el.lastElementChild, page = el.closest('.s').getBoundingClientRect(), box = el.getBoundingClientRect();
		if (last.offsetTop + last.offsetHeight - first.offsetTop > el.clientHeight + 1) name(el, 'too high');
		if ([...el.children].some(c => c.scrollWidth > el.clientWidth + 1)) name(el, 'too wide');
		if (el.style.getPropertyValue('--k')) name(el, 'shrunk by the safety net');
		if (box.left < page.left - 1 || box.right > page.right + 1 || box.top < page.top - 1 || box.bottom > page.bottom + 1) name(el, 'outside the page');
	}
	for (const el of document.querySelectorAll('main .tb')) {
		const page = el.closest('.s').getBoundingClientRect(), want = [...el.rows].reduce((sum, r) => sum + parseFloat(getComputedStyle(r).height), 0);
		if (el.getBoundingClientRect().bottom > page.bottom - 30 || el.offsetHeight > want + 4) name(el, 'table too high');
		for (const p of el.querySelectorAll('p')) if (p.scrollWidth > p.parentElement.clientWidth + 1) name(p, 'cell too wide');
	}
	return out;
}

const where = page => page.evaluate(() => [[...document.querySelectorAll('main>.s')].findIndex(s => s.classList.contains('on')), document.querySelectorAll('main>.s.rv').length]);

async function keyboard(page, count, steps) {
	await page.keyboard.press('Home');
	let presses = 0;
	for (; presses < 2000; presses++) {
		const [at, revealed] = await where(page);
		if (at === count - 1 && (!steps[at] || revealed)) break;
		await page.keyboard.press(presses % 2 ? 'ArrowRight' : ' ');
	}
	is(presses, count - 1 + steps.reduce((a, b) => a + b, 0), 'keys: next goes through every page and step');
	await page.keyboard.press('Home');
	is((await where(page))[0], 0, 'keys: Home');
	await page.keyboard.press('End');
	is((await where(page))[0], count - 1, 'keys: End');
	for (const c of String(Math.ceil(count / 2))) await page.keyboard.press(c);
	await page.keyboard.press('Enter');
	is((await where(page))[0], Math.ceil(count / 2) - 1, 'keys: number and Enter');
	is(await page.evaluate(() => location.hash), '#' + Math.ceil(count / 2), 'the address names the page');
	await page.keyboard.press('b');
	ok(await page.evaluate(() => getComputedStyle(document.querySelector('.s.on')).visibility === 'hidden'), 'keys: B is black');
	await page.keyboard.press('.');
	await page.keyboard.press('o');
	is(await page.evaluate(() => [...document.querySelectorAll('main>.s')].filter(s => getComputedStyle(s).visibility === 'visible').length), count, 'keys: O shows all pages');
	await page.locator('main>.s').first().click();
	is((await where(page))[0], 0, 'overview: a click goes to the page');
	await page.keyboard.press('?');
	ok(await page.evaluate(() => document.getElementById('help').open), 'keys: ? opens the help');
	await page.keyboard.press('Escape');
	ok(!await page.evaluate(() => document.getElementById('help').open), 'keys: Esc closes it');
	await page.keyboard.press('d');
	is(await page.evaluate(() => document.documentElement.dataset.theme), 'dark', 'keys: D is dark');
	await page.keyboard.press('d');
	if (count > 1) {
		await page.mouse.click(1100, 360);
		ok((await where(page)).join() !== '0,0', 'a click on the right goes on');
		await page.mouse.click(60, 360);
		is((await where(page)).join(), '0,0', 'a click on the left goes back');
	}
}

async function presenter(page, context, count) {
	const opened = context.waitForEvent('page');
	await page.keyboard.press('Home');
	await page.keyboard.press('p');
	const pv = await opened;
	await pv.waitForFunction(() => document.documentElement.classList.contains('pv'));
	const label = () => pv.evaluate(() => document.getElementById('pn').textContent);
	const settle = (p, want) => p.waitForFunction(w => document.getElementById('pn').textContent === w, want, {timeout: 3000}).then(() => true, () => false);
	ok(await settle(pv, `1 / ${count}`), 'presenter: opens at the page shown', await label());
	await page.keyboard.press('End');
	ok(await settle(pv, `${count} / ${count}`), 'presenter: follows the show', await label());
	await pv.keyboard.press('Home');
	await page.waitForTimeout(150);
	is((await where(page))[0], 0, 'presenter: leads the show');
	await pv.reload();
	await page.keyboard.press('End');
	ok(await settle(pv, `${count} / ${count}`), 'presenter: follows after a reload', await label());
	const withNotes = await page.evaluate(() => [...document.querySelectorAll('main>.s')].findIndex(s => s.querySelector('.notes')));
	if (withNotes >= 0) {
		for (const c of String(withNotes + 1)) await page.keyboard.press(c);
		await page.keyboard.press('Enter');
		await settle(pv, `${withNotes + 1} / ${count}`);
		const want = await page.evaluate(i => document.querySelectorAll('main>.s')[i].querySelector('.notes').textContent, withNotes);
		is(await pv.evaluate(() => document.querySelector('#pv .nt').textContent), want, 'presenter: shows the notes');
	}
	ok(await pv.evaluate(() => document.querySelector('#pv .cur .s') && /\d:\d\d/.test(document.getElementById('pe').textContent)), 'presenter: page and clock');
	await pv.close();
}

// Contrast on top of drawings is the unit test's (deck_layout.c), which knows what lies below each text; axe sees the rest.
async function accessible(page) {
	for (const theme of ['light', 'dark']) {
		await page.evaluate(t => { document.documentElement.dataset.theme = t; document.documentElement.classList.remove('js'); }, theme);
		await page.evaluate(() => document.querySelectorAll('main>.s').forEach(s => s.removeAttribute('aria-hidden')));
		const found = await page.evaluate(async source => {
			if (!window.axe) (0, eval)(source);
			const r = await window.axe.run(document, {resultTypes: ['violations']});
			return r.violations.map(v => `${v.id}: ${v.nodes.length} x ${v.nodes[0].html.slice(0, 160)} | ${v.nodes[0].failureSummary.split('\n')[1]}`);
		}, axe);
		ok(found.length === 0, `axe: no violation, ${theme}`, found.join('\n'));
	}
}

async function printed(page, count) {
	await page.emulateMedia({media: 'print'});
	ok(await page.evaluate(() => [...document.querySelectorAll('main .st')].every(e => getComputedStyle(e).visibility === 'visible')), 'print: answers are shown');
	const pdf = (await page.pdf({preferCSSPageSize: true, printBackground: true})).toString('latin1');
	is((pdf.match(/\/Type\s*\/Page\b(?!s)/g) || []).length, count, 'print: one sheet a page');
	await page.emulateMedia({media: 'screen'});
}

async function withoutScript(browser, file, count) {
	const context = await browser.newContext({javaScriptEnabled: false, viewport: {width: 1280, height: 720}});
	const page = await context.newPage();
	await page.goto('file://' + file);
	let seen = 0;
	for (const s of await page.locator('main>.s').all()) seen += await s.isVisible();
	is(seen, count, 'without JavaScript every page is there');
	for (const s of (await page.locator('main .st').all()).slice(0, 3)) ok(await s.isVisible(), 'without JavaScript answers are shown');
	await context.close();
}

const browser = await chromium.launch({executablePath: process.env.CHROMIUM || '/usr/bin/chromium', args: ['--no-sandbox']});
for (const file of files) {
	console.log(`# ${basename(file)}`);
	const context = await browser.newContext({viewport: {width: 1280, height: 720}});
	const page = await context.newPage(), faults = [], requests = [];
	context.on('console', m => m.type() === 'error' && faults.push(m.text()));
	page.on('pageerror', e => faults.push(e.message));
	page.on('request', r => !r.url().startsWith('data:') && requests.push(r.url()));
	await page.goto('file://' + file);
	await page.evaluate(() => document.fonts.ready);
	const count = await page.locator('main>.s').count();
	const steps = await page.evaluate(() => [...document.querySelectorAll('main>.s')].map(s => +(s.dataset.steps || 0)));
	ok(count > 0, `${count} pages`);
	const bad = await page.evaluate(misfits);
	ok(bad.length === 0, 'every text fits its box', bad.join('\n'));
	await keyboard(page, count, steps);
	await presenter(page, context, count);
	await printed(page, count);
	ok(faults.length === 0, 'no error in the console', faults.join('\n'));
	is(requests.join(' '), 'file://' + encodeURI(file), 'nothing is fetched but the file');
	await accessible(page);
	await context.close();
	await withoutScript(browser, file, count);
}
await browser.close();
console.log(`1..${number}`);
process.exit(failed || !number ? 1 : 0);
