// The show: where we are (page and step), keys, presenter window, overview. Everything that is shown is in the page already, so
// without this script the deck is a page to read and print.
(function () {
'use strict';
var doc = document, root = doc.documentElement, body = doc.body;
var slides = [].slice.call(doc.querySelectorAll('main>.s')), count = slides.length;
var steps = slides.map(function (s) { return +(s.dataset.steps || 0); });
var deck = body.dataset.deck, presenting = location.hash === '#pv';
var at = 0, step = 0, started = 0, digits = '', peer = presenting ? window.opener : null, channel = null;
if (!count) return;
function id(name) { return doc.getElementById(name); }
function each(list, f) { [].forEach.call(list, f); }
root.classList.add('js');

function show() {
	slides.forEach(function (s, k) {
		s.classList.toggle('on', k === at);
		s.classList.toggle('rv', k === at && step > 0);
		if (root.classList.contains('ov')) s.removeAttribute('aria-hidden');
		else s.setAttribute('aria-hidden', k === at ? 'false' : 'true');
	});
	if (presenting) return view();
	try { history.replaceState(null, '', '#' + (at + 1) + (step ? '.' + step : '')); } catch (e) { /* not allowed in some frames */ }
	id('live').textContent = slides[at].getAttribute('aria-label');
}

// The opener and the presenter window talk directly; after one of them was reloaded, over a channel of the deck's own name.
function send(m) {
	m.deck = deck;
	m.from = presenting ? 'pv' : 'main';
	var sent = false;
	try { if (peer && !peer.closed) { peer.postMessage(m, '*'); sent = true; } } catch (e) { sent = false; }
	if (channel && !sent) channel.postMessage(m);
}
function state() { return {go: at, step: step, started: started, black: root.classList.contains('blk')}; }
function receive(m, source) {
	if (!m || m.deck !== deck || m.from === (presenting ? 'pv' : 'main')) return;
	if (source) peer = source;
	if (m.hello) return send(state());
	if (typeof m.go !== 'number') return;
	at = Math.max(0, Math.min(count - 1, m.go));
	step = Math.max(0, Math.min(steps[at], m.step || 0));
	started = m.started || started;
	root.classList.toggle('blk', !!m.black);
	show();
}
addEventListener('message', function (e) { receive(e.data, e.source); });
try {
	channel = new BroadcastChannel('fupan-' + deck);
	channel.onmessage = function (e) { receive(e.data, null); };
} catch (e) { channel = null; }

function go(n, s) {
	at = Math.max(0, Math.min(count - 1, n));
	step = Math.max(0, Math.min(steps[at], s || 0));
	if (!started && at > 0) started = Date.now();
	show();
	send(state());
}
function next() { if (step < steps[at]) go(at, step + 1); else if (at < count - 1) go(at + 1, 0); }
function prev() { if (step > 0) go(at, step - 1); else if (at > 0) go(at - 1, steps[at - 1]); }
function overview(on) {
	if (presenting) return;
	root.classList.toggle('ov', on);
	show();
	if (root.classList.contains('ov')) slides[at].scrollIntoView({block: 'center'});
}
function black() { root.classList.toggle('blk'); send(state()); }
function theme() { root.dataset.theme = root.dataset.theme === 'dark' ? 'light' : 'dark'; }
function full() { if (doc.fullscreenElement) doc.exitFullscreen(); else if (root.requestFullscreen) root.requestFullscreen(); }
function presenter() { if (!presenting) peer = window.open(location.href.replace(/#.*/, '') + '#pv', 'fupan-pv', 'width=1280,height=800'); }
function help() { var d = id('help'); if (d.showModal && !d.open) d.showModal(); }

// A click on the role play's clock lets it run down; another stops it.
var clocks = [].slice.call(doc.querySelectorAll('main .tm')).map(function (el) {
	var m = el.textContent.split(':');
	return {el: el, left: +m[0] * 60 + +m[1], timer: 0};
});
function clockOf(section) { return clocks.filter(function (c) { return section.contains(c.el); })[0]; }
function toggleClock() {
	var c = clockOf(slides[at]);
	if (!c) return;
	c.el.classList.toggle('run', !c.timer);
	if (c.timer) { clearInterval(c.timer); c.timer = 0; return; }
	c.timer = setInterval(function () {
		c.left = Math.max(0, c.left - 1);
		c.el.textContent = time(c.left);
		if (!c.left) { clearInterval(c.timer); c.timer = 0; }
	}, 1000);
}

var actions = {prev: prev, next: next, overview: function () { overview(!root.classList.contains('ov')); }, presenter: presenter, full: full, theme: theme, help: help};
var keys = {
	ArrowRight: next, ArrowDown: next, PageDown: next, ' ': next, Enter: next, ArrowLeft: prev, ArrowUp: prev, PageUp: prev, Backspace: prev,
	Home: function () { go(0); }, End: function () { go(count - 1); }, o: actions.overview, Escape: function () { overview(false); }, p: presenter, f: full, d: theme,
	b: black, '.': black, t: toggleClock, '?': help
};
addEventListener('keydown', function (e) {
	if (e.ctrlKey || e.metaKey || e.altKey || id('help').open) return;
	if (e.target.tagName === 'BUTTON' && (e.key === 'Enter' || e.key === ' ')) return;
	if (/^[0-9]$/.test(e.key)) { digits += e.key; return; }
	if (e.key === 'Enter' && digits) { overview(false); go(+digits - 1); digits = ''; return; }
	digits = '';
	var f = keys[e.key] || keys[e.key.toLowerCase()];
	if (f) { e.preventDefault(); f(); }
});
slides.forEach(function (s, k) {
	s.addEventListener('click', function (e) {
		if (root.classList.contains('ov')) { overview(false); go(k); return; }
		if (String(getSelection())) return;
		if (e.target.closest && e.target.closest('.tm')) { toggleClock(); return; }
		if (e.clientX < innerWidth / 4) prev(); else next();
	});
});
each(doc.querySelectorAll('#bar button'), function (b) {
	b.addEventListener('click', function () { actions[b.dataset.do](); b.blur(); });
});
var hide = 0;
addEventListener('mousemove', function () {
	root.classList.add('ui');
	clearTimeout(hide);
	hide = setTimeout(function () { root.classList.remove('ui'); }, 2500);
});
var touch = null;
addEventListener('touchstart', function (e) { touch = e.touches.length === 1 ? e.touches[0].clientX : null; }, {passive: true});
addEventListener('touchend', function (e) {
	var dx = touch === null ? 0 : e.changedTouches[0].clientX - touch;
	touch = null;
	if (Math.abs(dx) > 40) { if (dx < 0) next(); else prev(); }
}, {passive: true});

// The layout fits any font no wider than its width table. This catches the others.
function tooBig(el) {
	var first = el.firstElementChild, last = el.lastElementChild;
	return last.offsetTop + last.offsetHeight - first.offsetTop > el.clientHeight + 1 || [].some.call(el.children, function (c) { return c.scrollWidth > el.clientWidth + 1; });
}
function fit() {
	each(doc.querySelectorAll('main .t'), function (el) {
		for (var k = 1; k > 0.75 && tooBig(el); el.style.setProperty('--k', k.toFixed(2))) k -= 0.04;
	});
}

// ---- presenter
function time(s) {
	var a = Math.abs(Math.floor(s));
	return (s < 0 ? '−' : '') + Math.floor(a / 60) + ':' + ('0' + a % 60).slice(-2);
}
function place(slot, slide, revealed) {
	slot.textContent = '';
	if (!slide) return;
	var copy = slide.cloneNode(true);
	copy.classList.add('on');
	copy.classList.toggle('rv', revealed);
	copy.removeAttribute('aria-hidden');
	slot.appendChild(copy);
	copy.style.transform = 'scale(' + slot.clientWidth / copy.offsetWidth + ')';
}
function view() {
	place(doc.querySelector('#pv .cur'), slides[at], step > 0);
	place(doc.querySelector('#pv .nxt'), step < steps[at] ? slides[at] : slides[at + 1], step < steps[at]);
	var notes = slides[at].querySelector('.notes'), box = doc.querySelector('#pv .nt');
	box.textContent = '';
	if (notes) each(notes.childNodes, function (n) { box.appendChild(n.cloneNode(true)); });
	box.scrollTop = 0;
	id('pn').textContent = (at + 1) + ' / ' + count;
	tick();
}
function tick() {
	var now = new Date(), used = started ? (Date.now() - started) / 1000 : 0, budget = 0;
	for (var k = 0; k <= at; k++) budget += +slides[k].dataset.sec;
	id('pe').textContent = time(used);
	id('pr').textContent = budget ? time(budget - used) : '–';
	id('pr').className = budget && used > budget ? 'over' : '';
	id('pc').textContent = ('0' + now.getHours()).slice(-2) + ':' + ('0' + now.getMinutes()).slice(-2);
}

if (presenting) {
	root.classList.add('pv');
	id('pv').hidden = false;
	setInterval(tick, 500);
	addEventListener('resize', view);
	show();
	send({hello: true});
} else {
	var m = /^#(\d+)(?:\.(\d+))?$/.exec(location.hash);
	at = m ? Math.max(0, Math.min(count - 1, m[1] - 1)) : 0;
	step = m && m[2] ? Math.min(steps[at], +m[2]) : 0;
	show();
	send({go: at, step: step});
	(doc.fonts && doc.fonts.ready ? doc.fonts.ready : Promise.resolve()).then(fit);
}
})();
