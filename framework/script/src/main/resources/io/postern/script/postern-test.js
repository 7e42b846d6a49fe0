// SPDX-License-Identifier: Apache-2.0
// The module 'postern/test', for test files alone; evaluated before 'postern' locks what there is.
// It takes its functions from a global that Java has made, and the global away. What it exports
// for tests is described in scripts/postern.d.ts; `names` and `run` are Java's.

const host = globalThis['#postern-test'];
delete globalThis['#postern-test'];

const tests = [];

class AssertionError extends Error {
    name = 'AssertionError';
}

/** Takes a test; it is run after the file has been loaded. */
export function test(name, body) {
    if (typeof name !== 'string' || typeof body !== 'function') {
        throw new TypeError('a test is made by test(name, function)');
    }
    tests.push({ name, body });
}

export const names = () => tests.map((one) => one.name);

export function run(index) {
    ask(host, 'reset');
    const left = tests[index].body();
    if (typeof left?.then === 'function') throw new TypeError("a test can't be async");
    return true;
}

const isObject = (value) => typeof value === 'object' && value !== null;

const show = (value) => (isObject(value) ? JSON.stringify(value) : literal(value));

const literal = (value) => (typeof value === 'string' ? JSON.stringify(value) : String(value));

/** The first place where two values differ, in words; '' where there is none. */
function difference(actual, expected, path) {
    if (Object.is(actual, expected)) return '';
    const alike =
        isObject(actual) && isObject(expected) && Array.isArray(actual) === Array.isArray(expected);
    if (!alike) {
        return `${path ? `${path}: ` : ''}expected ${show(expected)}, got ${show(actual)}`;
    }
    for (const key of new Set([...Object.keys(expected), ...Object.keys(actual)])) {
        const place = Array.isArray(expected) ? `${path}[${key}]` : `${path}.${key}`;
        const found = difference(actual[key], expected[key], place);
        if (found) return found;
    }
    return '';
}

function fail(message, what) {
    throw new AssertionError(message ? `${message}: ${what}` : what);
}

export const assert = Object.freeze({
    equal(actual, expected, message) {
        const found = difference(actual, expected, '');
        if (found) fail(message, found);
    },
    ok(value, message) {
        if (!value) fail(message, `expected something true, got ${show(value)}`);
    },
    match(text, pattern, message) {
        if (!pattern.test(text)) fail(message, `expected a match of ${pattern}, got ${show(text)}`);
    },
    throws(body, pattern, message) {
        let thrown;
        try {
            body();
        } catch (error) {
            thrown = { text: error instanceof Error ? error.message : String(error) };
        }
        if (!thrown) fail(message, 'expected a throw, got none');
        if (pattern) assert.match(thrown.text, pattern, message);
    },
});

/** What a hook of the script answers. Throws what the server would log where the hook failed. */
function ask(hooks, hook, ...values) {
    const answer = copy(hooks[hook](...values));
    if ('error' in answer) throw new Error(answer.error);
    return answer;
}

function open(client) {
    const hooks = host.open(client);
    if ('error' in hooks) throw new Error(hooks.error);
    return hooks;
}

function copy(value) {
    if (Array.isArray(value)) return Array.from(value, copy);
    if (!isObject(value)) return value;
    return Object.fromEntries(Object.keys(value).map((key) => [key, copy(value[key])]));
}

function fill(given, defaults) {
    for (const key of Object.keys(given)) {
        if (!(key in defaults)) throw new TypeError(`there is no '${key}' to set`);
    }
    return { ...defaults, ...given };
}

const isRefused = ({ verdict }) => ['reject', 'defer', 'deny'].includes(verdict);

const isEnded = (answer) => isRefused(answer) || answer.verdict === 'discard';

/** Of two stages of a message: the later opinion, and what both changed. */
function both(first, second) {
    const { edits: _, ...answer } = second.verdict === 'pass' ? first : second;
    const edits = [...(first.edits ?? []), ...(second.edits ?? [])];
    return isEnded(answer) || edits.length === 0 ? answer : { ...answer, edits };
}

function passed(answer, step) {
    if (isRefused(answer)) throw new Error(`${step} was refused: ${show(answer)}`);
}

/** A client and its steps, in the server's order: a step that was left out is taken before. */
export function session(options = {}) {
    const { domains, helo, ...known } = fill(options, {
        address: '192.0.2.1',
        port: 40000,
        listener: 'smtp',
        helo: 'client.example',
        account: '',
        session: 'test',
        domains: [],
    });
    const hooks = open(known);
    let connected = false;
    let greeted = false;
    let begun = false;
    let recipients = 0;

    const isOurs = (address) =>
        domains.includes(address.slice(address.lastIndexOf('@') + 1).toLowerCase());

    const steps = {
        connect() {
            connected = true;
            return ask(hooks, 'onConnect');
        },
        helo(name = helo) {
            if (!connected) passed(steps.connect(), 'connect()');
            greeted = true;
            return ask(hooks, 'onHelo', name);
        },
        auth(account) {
            if (!greeted) passed(steps.helo(), 'helo()');
            const answer = ask(hooks, 'onAuth', account);
            if (!isRefused(answer)) hooks.logIn(account);
            return answer;
        },
        mail(sender) {
            if (!greeted) passed(steps.helo(), 'helo()');
            const answer = ask(hooks, 'onSender', sender);
            begun = !isRefused(answer);
            recipients = 0;
            return answer;
        },
        rcpt(address) {
            if (!begun) passed(steps.mail('sender@client.example'), 'mail()');
            const relay = isOurs(address) ? { verdict: 'pass' } : ask(hooks, 'onRelay', address);
            if (isRefused(relay)) return relay;
            const answer = ask(hooks, 'onRecipient', address);
            if (isRefused(answer)) return answer;
            hooks.take(address);
            recipients++;
            return answer.verdict === 'pass' ? relay : answer;
        },
        message(text) {
            if (!begun || recipients === 0) throw new Error('message() without a recipient');
            begun = false;
            const head = ask(hooks, 'onHeaders', text);
            if (isEnded(head)) return head;
            return both(head, ask(hooks, 'onMessage', text));
        },
        close() {
            ask(hooks, 'onDisconnect');
        },
    };
    return Object.freeze(steps);
}

/** Loads the script anew with these as its options; without any before each test. */
export function options(values) {
    if (!isObject(values) || Array.isArray(values)) throw new TypeError('options are an object');
    ask(host, 'options', JSON.stringify(values));
}

export const route = (address, context = {}) =>
    ask(
        host,
        'route',
        address,
        fill(context, { sender: 'sender@client.example', redirects: 0, hostname: 'mx.example' }),
    );

export const outcome = (outcome) =>
    void ask(
        host,
        'outcome',
        fill(outcome, {
            id: 'test',
            recipient: 'recipient@example.org',
            kind: 'delivered',
            transport: 'smtp',
            code: '2.0.0',
            text: '',
            host: '',
            reply: '',
            delay: 0,
        }),
    );

export const shape = (destination) =>
    ask(
        host,
        'shape',
        fill(destination, {
            domain: 'example.org',
            transport: 'smtp',
            hosts: [],
            site: 'example.org',
            source: '',
        }),
    );

export const retry = (deferral) =>
    ask(
        host,
        'retry',
        fill(deferral, {
            id: 'test',
            sender: 'sender@client.example',
            domain: 'example.org',
            transport: 'smtp',
            host: '',
            cause: 'other',
            code: '4.0.0',
            text: '',
            reply: '',
            blame: 'destination',
            attempts: 1,
            age: 0,
            doubtful: false,
        }),
    );

const hop = (record, index) =>
    typeof record === 'string' ? { preference: 10 * (index + 1), host: record } : record;

/** The DNS of the script: what wasn't set isn't there. Forgotten before each test. */
export const dns = Object.freeze({
    set(type, name, records) {
        host.dnsSet(type, name, type === 'mx' ? records.map(hop) : records);
    },
    fail(type, name, reason = 'time-out') {
        host.dnsFail(type, name, reason);
    },
});

/** The lookups of the script: each is there, and empty unless set. Forgotten before each test. */
export const lookup = Object.freeze({
    set(name, keys) {
        if (!isObject(keys)) throw new TypeError('a lookup is an object: its keys and their values');
        host.lookupSet(name, keys);
    },
    fail(name, reason = 'time-out') {
        host.lookupFail(name, reason);
    },
});

/** What the script has counted and measured, of all sessions of the test. */
export const metrics = Object.freeze({
    get: (name, labels = {}) => host.metricValue(name, labels),
});

/** The clock of the script, which stands still otherwise. Right again before each test. */
export const clock = Object.freeze({
    set(time) {
        host.clockSet(time);
    },
    pass(time) {
        host.clockPass(time);
    },
});
