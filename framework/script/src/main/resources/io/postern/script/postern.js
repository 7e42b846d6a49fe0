// SPDX-License-Identifier: Apache-2.0
// The module 'postern', loaded before any script. First it locks what scripts share, so that
// nothing of one message is left in a built-in object for the next; then it exports the functions
// that Java has put into a global, and takes the global away. What it exports is described in
// scripts/postern.d.ts.

const host = globalThis['#postern'];
delete globalThis['#postern'];

const text = (values) => values.map(String).join(' ');

export const log = {
    info: (...values) => void host.logInfo(text(values)),
    warn: (...values) => void host.logWarn(text(values)),
};

globalThis.console = { log: log.info, info: log.info, warn: log.warn, error: log.warn };

/** What postern.yaml says of this script, of JavaScript's own kinds. */
export const options = JSON.parse(host.options);

export const { pass, accept, defer, reject, permit, deny, discard, hold } = host;
export const { via, redirect, unroutable, limits, wait, giveUp } = host;

export const ip = Object.freeze({ set: host.ipSet });

export const dns = Object.freeze({
    mx: host.dnsMx,
    addresses: host.dnsAddresses,
    a: host.dnsA,
    txt: host.dnsTxt,
    ptr: host.dnsPtr,
    dnsbl: host.dnsBlockList,
});

export const { lookup } = host;

export const metrics = Object.freeze({
    count: host.metricsCount,
    gauge: host.metricsGauge,
});

export const http = Object.freeze({
    get: host.httpGet,
    post: host.httpPost,
});

export const counters = Object.freeze({
    add: host.countersAdd,
    get: host.countersGet,
    limit: host.countersLimit,
    reset: host.countersReset,
});

export const crypto = Object.freeze({
    sha256: host.cryptoSha256,
    sha512: host.cryptoSha512,
    sha1: host.cryptoSha1,
    md5: host.cryptoMd5,
    hmac: host.cryptoHmac,
    random: host.cryptoRandom,
    uuid: host.cryptoUuid,
    equal: host.cryptoEqual,
});

export const time = Object.freeze({
    now: host.timeNow,
    iso: host.timeIso,
    seconds: host.timeSeconds,
    local: host.timeLocal,
});

export const address = Object.freeze({
    parse: host.addressParse,
    ascii: host.addressAscii,
    unicode: host.addressUnicode,
});

export const note = Object.freeze({
    session: host.noteSession,
    message: host.noteMessage,
});

/**
 * Freezes an object and the objects that can be reached from it, constructors and prototypes among
 * them. Not the methods: who holds one is frozen, so it can't be replaced, and freezing them all
 * takes ten times as long as all the rest of a new sandbox.
 */
function lock(object) {
    if (object === null || (typeof object !== 'object' && typeof object !== 'function')) return;
    if (seen.has(object) || (typeof object === 'function' && !('prototype' in object))) return;
    seen.add(object);
    lock(Object.getPrototypeOf(object));
    for (const key of Reflect.ownKeys(object)) {
        // Accessors have no value, and it would be wrong to call them.
        lock(Object.getOwnPropertyDescriptor(object, key).value);
    }
    Object.freeze(object);
}

const seen = new Set();
Object.freeze(Function.prototype);
lock(log);
lock(options);
lock(globalThis);
// What no global leads to, only syntax and what methods return.
const hidden = [
    async () => {},
    function* () {},
    async function* () {},
    [].values(),
    new Map().values(),
    new Set().values(),
    ''[Symbol.iterator](),
    ''.matchAll(/x/g),
    [].values().map((x) => x),
    Iterator.from({ next: () => ({ done: true }) }),
];
for (const object of hidden) lock(Object.getPrototypeOf(object));
