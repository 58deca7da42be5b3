// Solves the small puzzle of guard/proof.py while somebody fills a public form, so that they never wait for it.
//
// The house is asked once, at the first touch of a form, whether it wants a proof at all; mostly it does not. Nothing here is needed:
// without it the form is sent as it is, and held to the slower limits.
const K = new Uint32Array(64);
const START = new Uint32Array(8);
for (let prime = 2, found = 0; found < 64; prime += 1) {
  let isPrime = true;
  for (let one = 2; one * one <= prime; one += 1) if (prime % one === 0) isPrime = false;
  if (!isPrime) continue;
  if (found < 8) START[found] = (Math.sqrt(prime) % 1) * 2 ** 32;
  K[found] = (Math.cbrt(prime) % 1) * 2 ** 32;
  found += 1;
}
const W = new Int32Array(64);

// The first 32 bits of the SHA-256 of a text of at most 55 ASCII letters: all that leading zeros need.
function head(text) {
  W.fill(0, 0, 16);
  for (let at = 0; at < text.length; at += 1) W[at >> 2] |= text.charCodeAt(at) << (24 - 8 * (at & 3));
  W[text.length >> 2] |= 0x80 << (24 - 8 * (text.length & 3));
  W[15] = text.length * 8;
  for (let at = 16; at < 64; at += 1) {
    const x = W[at - 15];
    const y = W[at - 2];
    const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    W[at] = (W[at - 16] + s0 + W[at - 7] + s1) | 0;
  }
  let [a, b, c, d, e, f, g, h] = START;
  for (let at = 0; at < 64; at += 1) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + K[at] + W[at]) | 0;
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
  }
  return (START[0] + a) >>> 0;
}

const breath = () => new Promise((go) => setTimeout(go));

async function solve(puzzle, shares) {
  const [seed, bits] = puzzle.split(".");
  const numbers = [];
  for (let share = 0; share < shares; share += 1) {
    let number = 0;
    while (head(`${seed}.${share}.${number}`) >>> (32 - bits)) number += 1;
    numbers.push(number);
    await breath(); // between two of them the phone answers a finger
  }
  return `${puzzle}~${numbers.join(".")}`;
}

async function prove(form) {
  const answer = await fetch("/-/bukti", { headers: { Accept: "application/json" }, signal: AbortSignal.timeout(6000) });
  const { puzzle, shares, field } = await answer.json();
  if (!puzzle) return;
  const begun = performance.now();
  const input = document.createElement("input");
  Object.assign(input, { type: "hidden", name: field, value: await solve(puzzle, shares) });
  form.append(input);
  performance.measure("proof", { start: begun });
}

const begun = new WeakMap(); // form → its proof under way, or null when done

function begin(event) {
  const form = event.target.closest?.("form");
  if (!form || form.method !== "post" || begun.has(form) || !form.querySelector("[name=cap_waktu]")) return;
  const done = () => begun.set(form, null);
  begun.set(form, prove(form).then(done, done));
}

addEventListener("focusin", begin);
addEventListener("input", begin);
addEventListener("submit", (event) => {
  const waiting = begun.get(event.target);
  if (!waiting || event.defaultPrevented) return;
  event.preventDefault(); // pressed at once: a moment, then it goes by itself
  waiting.then(() => event.target.requestSubmit(event.submitter));
});
addEventListener("pageshow", (event) => {
  if (!event.persisted) return; // back to a page that was sent: its proof is used up
  for (const form of document.forms) {
    if (!begun.has(form)) continue;
    begun.delete(form);
    form.querySelector("input[type=hidden][name=bukti]")?.remove();
  }
});
