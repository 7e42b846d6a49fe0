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

export const { pass, accept, defer, reject, permit, deny, discard, hold } = host;
export const { via, redirect, unroutable } = host;

export const ip = Object.freeze({ set: host.ipSet });

export const dns = Object.freeze({
    mx: host.dnsMx,
    addresses: host.dnsAddresses,
    txt: host.dnsTxt,
});

/** Freezes an object and all that can be reached from it. */
function lock(object, seen) {
    if (object === null || (typeof object !== 'object' && typeof object !== 'function')) return;
    if (seen.has(object)) return;
    seen.add(object);
    lock(Object.getPrototypeOf(object), seen);
    for (const key of Reflect.ownKeys(object)) {
        const property = Object.getOwnPropertyDescriptor(object, key);
        if ('value' in property) {
            lock(property.value, seen);
        } else {
            lock(property.get, seen);
            lock(property.set, seen);
        }
    }
    Object.freeze(object);
}

const seen = new Set();
lock(log, seen);
// What only syntax leads to.
lock(Object.getPrototypeOf(async () => {}), seen);
lock(Object.getPrototypeOf(function* () {}), seen);
lock(Object.getPrototypeOf(async function* () {}), seen);
lock(globalThis, seen);
