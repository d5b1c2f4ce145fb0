/* Blind tickets on the voter's own phone: RFC 9474, RSABSSA-SHA384-PSS-Randomized.
   The same rules as mingcha/core/blindrsa.py; tests hold both to the same vectors.

   MingchaBlind.missing()                      "" or what this browser lacks
   MingchaBlind.ask(poll, group, modulus)      -> Promise of {blinded, kept}: send the first, keep the other
   MingchaBlind.ticket(modulus, kept, signed)  -> {group, nonce, prefix, signature}, to be cast with
   MingchaBlind.hide(modulus, message, given)  -> Promise of {blinded, kept} for any bytes
   MingchaBlind.reveal(modulus, kept, signed)  -> the signature; throws if it is not genuine

   A modulus is hexadecimal; bytes go in and out as base64url. `kept` is plain text values: the page
   may lay it aside and go on after a reload. Whoever sees `kept` can recognise the ticket: forget it
   as soon as the ballot is cast. Written without newer syntax, so that an old phone reads as far as
   missing(). */
(function (page) {
  "use strict";
  var HASH = 48, PREFIX = 32, NONCE = 32;

  function missing() {
    if (typeof page.BigInt !== "function") return "BigInt";
    if (typeof page.Promise !== "function") return "Promise";
    if (!page.crypto || !page.crypto.getRandomValues) return "crypto";
    if (!page.crypto.subtle) return "crypto.subtle"; // only over https, or on the machine itself
    return "";
  }

  function chance(length) {
    return page.crypto.getRandomValues(new Uint8Array(length));
  }

  function joined() {
    var parts = arguments, length = 0, at = 0, n;
    for (n = 0; n < parts.length; n++) length += parts[n].length;
    var whole = new Uint8Array(length);
    for (n = 0; n < parts.length; n++) {
      whole.set(parts[n], at);
      at += parts[n].length;
    }
    return whole;
  }

  function bytesOf(text) {
    return raw(unescape(encodeURIComponent(text)));
  }

  function raw(letters) {
    var bytes = new Uint8Array(letters.length);
    for (var n = 0; n < letters.length; n++) bytes[n] = letters.charCodeAt(n);
    return bytes;
  }

  function toText(bytes) {
    var letters = "";
    for (var n = 0; n < bytes.length; n++) letters += String.fromCharCode(bytes[n]);
    return btoa(letters).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }

  function fromText(text) {
    return raw(atob(text.replace(/-/g, "+").replace(/_/g, "/")));
  }

  function number(bytes) {
    var hex = "0x0";
    for (var n = 0; n < bytes.length; n++) hex += (bytes[n] + 256).toString(16).slice(1);
    return BigInt(hex);
  }

  function bytesFrom(value, length) {
    var hex = value.toString(16), bytes = new Uint8Array(length);
    while (hex.length < 2 * length) hex = "0" + hex;
    for (var n = 0; n < length; n++) bytes[n] = parseInt(hex.slice(2 * n, 2 * n + 2), 16);
    return bytes;
  }

  function power(base, exponent, modulus) {
    var bits = exponent.toString(2), result = BigInt(1);
    for (var n = 0; n < bits.length; n++) {
      result = (result * result) % modulus;
      if (bits[n] === "1") result = (result * base) % modulus;
    }
    return result;
  }

  function inverse(value, modulus) {
    var zero = BigInt(0), a = modulus, b = value % modulus, x = zero, y = BigInt(1), q, was;
    while (b > zero) {
      q = a / b;
      was = a - q * b; a = b; b = was;
      was = x - q * y; x = y; y = was;
    }
    if (a !== BigInt(1)) throw new Error("no inverse");
    return x < zero ? x + modulus : x;
  }

  function key(modulus, e) {
    var n = BigInt("0x" + modulus), bits = n.toString(2).length;
    return { n: n, e: BigInt(e || 65537), bits: bits, length: Math.ceil(bits / 8) };
  }

  function below(modulus, length) {
    var value, most = modulus.toString(2).length % 8;
    do {
      var bytes = chance(length);
      if (most) bytes[0] &= (1 << most) - 1;
      value = number(bytes);
    } while (value === BigInt(0) || value >= modulus);
    return value;
  }

  function digest(bytes) {
    return page.crypto.subtle.digest("SHA-384", bytes).then(function (found) {
      return new Uint8Array(found);
    });
  }

  function mask(seed, length) {
    var rounds = [];
    for (var n = 0; n * HASH < length; n++) rounds.push(digest(joined(seed, [0, 0, 0, n])));
    return page.Promise.all(rounds).then(function (parts) {
      return joined.apply(null, parts).subarray(0, length);
    });
  }

  // EMSA-PSS, RFC 8017 section 9.1.1, for a modulus of bits + 1.
  function encode(prepared, bits, salt) {
    var length = Math.ceil(bits / 8), room = length - HASH - 1, hash;
    return digest(prepared).then(function (once) {
      return digest(joined(new Uint8Array(8), once, salt));
    }).then(function (found) {
      hash = found;
      return mask(hash, room);
    }).then(function (masked) {
      var block = joined(new Uint8Array(room - salt.length - 1), [1], salt);
      for (var n = 0; n < room; n++) block[n] ^= masked[n];
      block[0] &= 255 >> (8 * length - bits);
      return joined(block, hash, [188]);
    });
  }

  // `given` is for tests alone: prefix, salt, r and e that are otherwise chance and 65537.
  function hide(modulus, message, given) {
    var use = given || {}, k = key(modulus, use.e);
    var prefix = use.prefix || chance(PREFIX), salt = use.salt || chance(HASH);
    var r = use.r || below(k.n, k.length);
    return encode(joined(prefix, message), k.bits - 1, salt).then(function (encoded) {
      var m = number(encoded);
      inverse(m, k.n);
      var hidden = (m * power(r, k.e, k.n)) % k.n;
      var kept = { prefix: toText(prefix), encoded: toText(encoded) };
      kept.inverse = toText(bytesFrom(inverse(r, k.n), k.length));
      return { blinded: toText(bytesFrom(hidden, k.length)), kept: kept };
    });
  }

  function reveal(modulus, kept, signed, e) {
    var k = key(modulus, e), bytes = fromText(signed);
    var s = (number(bytes) * number(fromText(kept.inverse))) % k.n;
    // Our own encoded message must come out: stronger than a look at its form.
    if (bytes.length !== k.length || power(s, k.e, k.n) !== number(fromText(kept.encoded))) {
      throw new Error("not genuine");
    }
    return toText(bytesFrom(s, k.length));
  }

  function ask(poll, group, modulus) {
    var nonce = chance(NONCE);
    var message = joined(bytesOf("mingcha blind\0" + poll + "\0" + group + "\0"), nonce);
    return hide(modulus, message).then(function (made) {
      made.kept.group = group;
      made.kept.nonce = toText(nonce);
      return made;
    });
  }

  function ticket(modulus, kept, signed) {
    var signature = reveal(modulus, kept, signed);
    return { group: kept.group, nonce: kept.nonce, prefix: kept.prefix, signature: signature };
  }

  page.MingchaBlind = {
    missing: missing, ask: ask, ticket: ticket, hide: hide, reveal: reveal,
    toText: toText, fromText: fromText
  };
})(window);
