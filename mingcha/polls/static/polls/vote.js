/* The voting page: ES5, no library, tabs: every byte goes to 2,500 phones. Without it the form works.
   Half-made marks lie on this phone alone, under a hash of the ticket, until the receipt is in. */
(function () {
	'use strict';
	function id(name) { return document.getElementById(name); }
	var holder = id('poll'), stage = id('stage');
	var chance = window.crypto || window.msCrypto;
	if (!holder || !window.JSON || !window.Uint8Array || !chance || !chance.getRandomValues) { return; }
	var P = JSON.parse(holder.textContent), W = P.words, many = P.questions.length;
	var ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ', BLANK = '-', NO_CONTACT = 'n', UNKNOWN = 'u';
	var S = null; // the ballot in progress
	var onLine = null;

	function utf8(text) {
		var raw = unescape(encodeURIComponent(text)), bytes = [], n;
		for (n = 0; n < raw.length; n += 1) { bytes.push(raw.charCodeAt(n)); }
		return bytes;
	}
	function base64(bytes) {
		var raw = String.fromCharCode.apply(null, bytes);
		return btoa(raw).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
	}
	function unbase64(text) {
		var raw = atob(text.replace(/-/g, '+').replace(/_/g, '/')), bytes = [], n;
		for (n = 0; n < raw.length; n += 1) { bytes.push(raw.charCodeAt(n)); }
		return bytes;
	}
	function hex(text) {
		return unbase64(text).map(function (one) { return (one + 256).toString(16).slice(1); }).join('');
	}
	function roots(power, how) { // the first bits behind the point of the roots of the primes
		var found = [], n = 2, d;
		for (; found.length < how; n += 1) {
			for (d = 2; d * d <= n && n % d; d += 1) { }
			if (d * d > n) { found.push((Math.pow(n, power) % 1) * 4294967296 | 0); }
		}
		return found;
	}
	var ROUNDS = roots(1 / 3, 64), BEGIN = roots(1 / 2, 8);
	function sha256(bytes) {
		var data = bytes.concat(128), long = bytes.length * 8, H = BEGIN.slice(), w = [], at, n, v, a, b;
		function turn(x, k) { return x >>> k | x << 32 - k; }
		while (data.length % 64 !== 56) { data.push(0); }
		data.push(0, 0, 0, 0, long >>> 24, long >>> 16 & 255, long >>> 8 & 255, long & 255);
		for (at = 0; at < data.length; at += 64) {
			v = H.slice();
			for (n = 0; n < 64; n += 1) {
				if (n < 16) {
					a = at + n * 4;
					w[n] = data[a] << 24 | data[a + 1] << 16 | data[a + 2] << 8 | data[a + 3];
				} else {
					a = w[n - 15]; b = w[n - 2];
					a = turn(a, 7) ^ turn(a, 18) ^ a >>> 3; b = turn(b, 17) ^ turn(b, 19) ^ b >>> 10;
					w[n] = w[n - 16] + a + w[n - 7] + b | 0;
				}
				a = (turn(v[4], 6) ^ turn(v[4], 11) ^ turn(v[4], 25)) + (v[4] & v[5] ^ ~v[4] & v[6]);
				a = a + v[7] + ROUNDS[n] + w[n] | 0;
				b = (turn(v[0], 2) ^ turn(v[0], 13) ^ turn(v[0], 22));
				b = b + (v[0] & v[1] ^ v[0] & v[2] ^ v[1] & v[2]) | 0;
				v = [a + b | 0, v[0], v[1], v[2], v[3] + a | 0, v[4], v[5], v[6]];
			}
			for (n = 0; n < 8; n += 1) { H[n] = H[n] + v[n] | 0; }
		}
		data = [];
		for (n = 0; n < 8; n += 1) {
			data.push(H[n] >>> 24, H[n] >>> 16 & 255, H[n] >>> 8 & 255, H[n] & 255);
		}
		return data;
	}

	/* Storage: under a hash of the ticket; a phone that keeps nothing still votes */
	function drawer(secret) {
		return 'mingcha:' + base64(sha256(utf8('mingcha kept\0' + P.poll + '\0' + secret)).slice(0, 16));
	}
	function kept(name) {
		try { return JSON.parse(localStorage.getItem(name)); } catch (no) { return null; }
	}
	function keep(other) { // neither code nor invitation
		var what = other || S, said = JSON.stringify(what, function (name, value) {
			return name === 'code' || name === 'secret' ? undefined : value;
		});
		try { localStorage.setItem(what.drawer, said); } catch (no) { /* memory is enough */ }
	}
	function erase() {
		try { localStorage.removeItem(S.drawer); } catch (no) { /* there was nothing */ }
		S = null;
		address('');
	}
	function address(fragment) {
		if (window.history && history.replaceState) {
			history.replaceState(null, '', location.pathname + location.search + (fragment && '#' + fragment));
		}
	}

	function fill(sentence, facts) {
		return sentence.replace(/\{(\w+)\}/g, function (_, name) { return facts[name]; });
	}
	function h(tag, facts, parts) {
		var node = document.createElement(tag), name;
		for (name in facts) {
			if (name === 'text') { node.appendChild(document.createTextNode(facts[name])); }
			else if (typeof facts[name] === 'function') { node[name] = facts[name]; }
			else if (facts[name] !== null) { node.setAttribute(name, facts[name]); }
		}
		(parts || []).forEach(function (part) { if (part) { node.appendChild(part); } });
		return node;
	}
	function button(text, act, kind) {
		return h('button', { type: 'button', text: text, 'class': kind || null, onclick: act });
	}
	function show(title, parts) {
		var head = h('h2', { text: title, tabindex: '-1' });
		onLine = null;
		while (stage.firstChild) { stage.removeChild(stage.firstChild); }
		parts.forEach(function (part) {
			if (part) { stage.appendChild(part === show ? head : part); }
		});
		if (!head.parentNode) { stage.insertBefore(head, stage.firstChild); }
		window.scrollTo(0, 0);
		head.focus();
	}
	function p(text, kind) { return h('p', { text: text, 'class': kind || null }); }

	function post(to, type, body, done) {
		var asked = new XMLHttpRequest();
		asked.open('POST', to);
		asked.timeout = 20000;
		asked.setRequestHeader('Content-Type', type);
		asked.setRequestHeader('Accept', 'application/json');
		asked.setRequestHeader('Accept-Language', P.lang === 'en' ? 'en' : 'zh-Hans');
		asked.onload = function () {
			var said = null;
			try { said = JSON.parse(asked.responseText); } catch (no) { /* no JSON */ }
			done(asked.status, said, parseInt(asked.getResponseHeader('Retry-After'), 10));
		};
		asked.onerror = asked.ontimeout = function () { done(0, null); };
		asked.send(body);
	}
	function here(path) { return '/vote/' + P.poll + '/' + path + (P.lang === 'en' ? '?l=en' : ''); }

	/* A drawn ticket */
	function plain(typed) {
		var narrow = typed.replace(/[\uFF01-\uFF5E]/g, function (c) {
			return String.fromCharCode(c.charCodeAt(0) - 0xFEE0);
		});
		narrow = narrow.toUpperCase().replace(/O/g, '0').replace(/[IL]/g, '1');
		return narrow.replace(/[^0-9A-Z]/g, '');
	}
	function right(code) {
		var total = 0, n, place;
		for (n = 0; n < 15; n += 1) {
			place = ALPHABET.indexOf(code.charAt(n));
			if (place < 0) { return false; }
			total += (2 * n + 1) * place;
		}
		return code.length === 16 && ALPHABET.charAt(total % 32) === code.charAt(15);
	}
	function typing(form) {
		var input = form.code, said = id('code-said'), composing = false;
		function tell(text, kind) {
			said.className = 'said ' + (kind || '');
			said.textContent = text;
			input.setAttribute('aria-invalid', kind === 'bad' ? 'true' : 'false');
		}
		function look() {
			var code = plain(input.value), end = input.selectionStart === input.value.length;
			if (end && !composing) { input.value = code.replace(/(.{4})(?=.)/g, '$1 '); }
			if (code.length < 16) { tell(code ? fill(W.count, { n: code.length }) : ''); }
			else if (right(code)) { tell('✓ ' + W.right, 'good'); } else { tell(W.wrong, 'bad'); }
			return code;
		}
		input.addEventListener('compositionstart', function () { composing = true; });
		input.addEventListener('compositionend', function () { composing = false; look(); });
		input.addEventListener('input', look);
		form.onsubmit = function (event) {
			var code = look();
			event.preventDefault();
			if (!right(code)) { tell(W.wrong, 'bad'); input.focus(); return; }
			tell(W.looking);
			drawn(code, function (text) { tell(text, 'bad'); input.focus(); });
		};
		return function (code) { input.value = code; look(); };
	}
	function drawn(code, no) {
		var old = kept(drawer(code));
		if (old) { old.code = code; begin(old, true); return; }
		post(here('paper/'), 'application/x-www-form-urlencoded', 'code=' + code, function (status, said) {
			if (status === 200 && said) { begin({ code: code, group: said.group, secret: code }); }
			else { no(said && said.title ? said.title + ' ' + said.detail : W.offline); }
		});
	}

	/* A ticket signed blindly: what is asked for is kept first, so that a reload loses nothing */
	function blind(invitation, group) {
		var name = drawer(invitation), old = kept(name), tool = window.MingchaBlind;
		function no(text) {
			show(W.noTicket, [text && p(text), button(W.again, function () { blind(invitation, group); })]);
		}
		function ask(body, done) {
			body.invitation = invitation;
			post(here('ticket/'), 'application/json', JSON.stringify(body), function (status, said) {
				if (status === 200 && said) { done(said); }
				else { no(said && said.title ? said.title + ' ' + said.detail : W.offline); }
			});
		}
		function sign(made) {
			ask({ blinded: made.blinded }, function (said) {
				var ticket;
				try { ticket = tool.ticket(hex(P.keys[said.group]), made.kept, said.signature); }
				catch (wrong) { no(); return; }
				begin({ ticket: ticket, group: said.group, secret: invitation });
			});
		}
		function make(group) {
			tool.ask(P.poll, group, hex(P.keys[group])).then(function (made) {
				keep({ made: made, drawer: name });
				sign(made);
			}, function () { no(); });
		}
		if (old && old.ticket) { begin(old, true); return; }
		show(W.looking, [p(W.taking)]);
		if (!tool || tool.missing()) { show(W.noTicket, [p(W.tooOld)]); }
		else if (old && old.made) { sign(old.made); }
		else if (group) { make(group); } else { ask({}, function (said) { make(said.group); }); }
	}

	/* The ballot in progress */
	function asked(secret) {
		var whole = P.codes.length, width = Math.min(P.block || whole, whole), found = [], n;
		var key = sha256(utf8('mingcha ballot key\0' + P.poll + '\0').concat(secret));
		var first = (key[0] * 16777216 + key[1] * 65536 + key[2] * 256 + key[3]) % whole;
		for (n = 0; n < whole; n += 1) {
			if ((n - first + whole) % whole < width && (P.recused[S.group] || []).indexOf(n) < 0) { found.push(n); }
		}
		return found;
	}
	function begin(facts, again) {
		var n, salt = new Uint8Array(16);
		S = facts;
		if (!again) {
			chance.getRandomValues(salt);
			S.drawer = drawer(S.secret);
			S.salt = base64([].slice.call(salt));
			S.remarks = {};
			S.told = false;
			S.marks = [];
			for (n = 0; n < P.codes.length * many; n += 1) { S.marks.push('x'); }
			S.asked = asked(S.code ? utf8(S.code) : unbase64(S.ticket.nonce));
			S.asked.forEach(function (organ) { mark(organ, BLANK); });
			S.at = P.contact ? 'contact' : 0;
			keep();
		}
		if (S.code) { address(S.code); }
		if (S.sent) { lost(); } else { go(S.at, again && W.kept); }
	}
	function mark(organ, value) {
		for (var n = 0; n < many; n += 1) { S.marks[organ * many + n] = value; }
	}
	function met(organ) { return S.marks[organ * many] !== NO_CONTACT; }
	function todo() { return S.asked.filter(met); }
	function go(at, note) {
		var list = todo();
		if (typeof at === 'number' && at >= list.length) { at = 'review'; }
		S.at = at;
		keep();
		note = note ? p(note, 'note') : null;
		if (at === 'contact') { contact(note); }
		else if (at === 'review') { review(note); }
		else { organ(list[at], at, list, note); }
	}

	function contact(note) {
		var boxes = [], count = h('p', { 'class': 'how', role: 'status' });
		function tell() {
			count.textContent = fill(W.ticked, { n: boxes.filter(function (b) { return b.checked; }).length });
		}
		var rows = S.asked.map(function (place) {
			var box = h('input', { type: 'checkbox', onchange: function () {
				if (!box.checked) { mark(place, NO_CONTACT); }
				else if (!met(place)) { mark(place, BLANK); }
				S.met = S.met || {};
				S.met[place] = box.checked;
				keep();
				tell();
			} });
			box.checked = !!(S.met && S.met[place]);
			boxes.push(box);
			return h('label', { 'class': 'tick' }, [box, h('span', { text: P.names[place] })]);
		});
		tell();
		show(W.contact, [note, show, p(W.contactHow, 'how'), h('div', {}, rows), count,
			button(W.next, function () {
				S.asked.forEach(function (place, n) { if (!boxes[n].checked) { mark(place, NO_CONTACT); } });
				go(0);
			}, 'primary')]);
	}

	function said(value) {
		return value === BLANK ? W.blank : value === UNKNOWN ? W.unknown
			: value === NO_CONTACT ? W.noContact : P.grades[value - 1];
	}
	function dots(list, at) {
		return h('p', { 'class': 'dots', 'aria-hidden': 'true' }, list.map(function (place, n) {
			var part = S.marks.slice(place * many, place * many + many);
			var whole = part.indexOf(BLANK) < 0;
			return h('i', { 'class': (whole ? 'full' : '') + (n === at ? ' now' : '') });
		}));
	}
	function organ(place, at, list, note, only) {
		var parts = [], next = function () { go(only ? 'review' : at + 1); };
		var choices = P.grades.map(function (_, n) { return String(n + 1); }).concat(UNKNOWN);
		if (only && P.contact) { choices.push(NO_CONTACT); }
		P.questions.forEach(function (text, q) {
			var cell = place * many + q, buttons = choices.map(function (value) {
				return button(said(value), function () {
					if (value === NO_CONTACT || !met(place)) { mark(place, value === NO_CONTACT ? value : BLANK); }
					S.marks[cell] = value;
					(S.met = S.met || {})[place] = value !== NO_CONTACT;
					keep();
					press();
					if (many === 1) { setTimeout(next, 150); }
					else if (only && value === NO_CONTACT) { next(); }
				}, value === UNKNOWN || value === NO_CONTACT ? 'grade other' : 'grade');
			});
			function press() {
				buttons.forEach(function (one, n) {
					one.setAttribute('aria-pressed', String(S.marks[cell] === choices[n]));
				});
			}
			press();
			parts.push(h('div', { 'class': 'question' + (many > 1 ? ' row' : ''), role: 'group', 'aria-label': text },
				[p(text, 'ask')].concat(buttons)));
		});
		show(P.names[place], [note,
			only ? null : p(fill(W.organ, { k: at + 1, n: list.length }), 'step'), only ? null : dots(list, at),
			show].concat(parts, [remark(place), h('div', { 'class': 'bar' }, [
				button(W.back, function () { go(only ? 'review' : at ? at - 1 : P.contact ? 'contact' : 0); }),
				button(W.next, next)])]));
	}
	function remark(place) {
		var box = h('div', { 'class': 'remark' });
		function open() {
			var left = h('p', { 'class': 'how' }), text = h('textarea', {
				rows: '3', maxlength: String(P.most), 'aria-label': W.remark, oninput: function () {
					if (text.value.trim()) { S.remarks[place] = text.value; } else { delete S.remarks[place]; }
					left.textContent = fill(W.left, { n: P.most - text.value.length });
					keep();
				} });
			text.value = S.remarks[place] || '';
			box.innerHTML = '';
			[text, left, p(W.remarkHow, 'how')].forEach(function (part) { box.appendChild(part); });
			return text;
		}
		if (S.remarks[place]) { open(); }
		else { box.appendChild(button(W.remark, function () { open().focus(); }, 'plain')); }
		return box;
	}

	function review(note) {
		var blanks = S.marks.filter(function (one) { return one === BLANK; }).length;
		var told = h('input', { type: 'checkbox', onchange: function () { S.told = told.checked; keep(); } });
		var rows = S.asked.map(function (place) {
			var part = S.marks.slice(place * many, place * many + many);
			var words = met(place) ? part.map(said).join(' · ') : W.noContact;
			var row = button('', function () { organ(place, 0, [], null, true); },
				'row' + (part.indexOf(BLANK) < 0 ? '' : ' blank'));
			row.appendChild(h('span', { text: P.names[place] }));
			row.appendChild(h('b', { text: words + (S.remarks[place] ? ' ✎' : '') }));
			row.setAttribute('aria-label', P.names[place] + ': ' + words + '. ' + W.change);
			return h('li', {}, [row]);
		});
		told.checked = S.told;
		show(W.review, [note, show, p(blanks ? fill(W.blanks, { n: blanks }) : W.whole, blanks ? 'note' : 'how'),
			h('ul', { 'class': 'review' }, rows),
			h('label', { 'class': 'tick' }, [told, h('span', { text: W.told })]), p(W.toldHow, 'how'),
			button(W.cast, cast, 'primary'),
			button(W.back, function () { go(todo().length ? todo().length - 1 : P.contact ? 'contact' : 'review'); })]);
	}

	/* Casting: the same bytes however often, so that a lost answer costs nothing */
	function cast() {
		var tried = S.sent, remarks = Object.keys(S.remarks).map(function (place) {
			return { organ: P.codes[place], text: S.remarks[place] };
		});
		var body = { ticket: S.code ? { code: S.code } : S.ticket, marks: S.marks.join(''),
			salt: S.salt, told: S.told, remarks: remarks };
		S.sent = true;
		keep();
		show(W.sending, []);
		post('/box/' + P.poll + '/', 'application/json', JSON.stringify(body), function (status, said, wait) {
			if ((status === 200 || status === 201) && said && said.receipt) { done(said.receipt); return; }
			if (status === 503) { busy(wait > 0 ? Math.min(wait, 120) : 3); return; }
			if (!status || status >= 500 || !said || !said.title) { lost(); return; }
			S.sent = false; // it was answered: the ballot is not in, and may be changed
			keep();
			if (status === 410) { no(W.closed, tried ? W.closedMaybe : W.closedHow, ''); }
			else { no(W.refused, said.title, said.detail, status !== 409); }
		});
	}
	function lost() {
		show(W.lost, [p(W.lostHow), button(W.again, cast, 'primary')]);
		onLine = cast;
	}
	function busy(seconds) {
		var left = Math.ceil(seconds + Math.random() * Math.max(2, seconds)); // not all at once
		var line = p('');
		show(W.busy, [line]);
		(function tick() {
			line.textContent = fill(W.busyHow, { n: left });
			if (left > 0) { left -= 1; setTimeout(tick, 1000); } else { cast(); }
		}());
	}
	function no(title, because, remedy, back) {
		show(title, [p(because), remedy && p(remedy),
			back ? button(W.back, function () { go('review'); }, 'primary') : button(W.again, cast),
			button(W.erase, function () { erase(); show(W.erased, []); }, 'plain')]);
	}
	function done(receipt) {
		erase();
		show(W.done, [p(W.doneHow), h('p', { 'class': 'code', 'aria-label': W.receipt,
			text: receipt.replace(/(.{8})(?=.)/g, '$1 ') }),
			h('p', {}, [h('a', { href: here('receipt/'), text: W.find })])]);
	}

	// The next slip scanned on the same phone differs only behind the #.
	window.addEventListener('hashchange', function () { location.reload(); });
	window.addEventListener('online', function () { if (onLine) { onLine(); } });
	var other = id('tongue'), form = id('ticket');
	if (other) {
		other.onclick = function () { other.href = other.getAttribute('href').split('#')[0] + location.hash; };
	}
	var asks = location.hash.slice(1), invited = /^i=([^&]+)(?:&g=([\w-]+))?/.exec(asks);
	var put = form && typing(form), plainly = id('plain');
	if (plainly) { stage.removeChild(plainly); }
	if (invited) { blind(invited[1], invited[2]); }
	else if (asks && put) {
		put(asks);
		if (right(plain(asks))) { drawn(plain(asks), function (text) {
			id('code-said').textContent = text; }); }
	}
}());
