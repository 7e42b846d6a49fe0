// SPDX-License-Identifier: Apache-2.0
//
// What a policy script may use, for editors: completion, and errors before the server sees them.
// A script exports functions with the names at the end of this file; each is called when its
// question comes up.

declare module 'postern' {
    /** What a policy says. Only the functions below make one. */
    interface Verdict<Kind extends string> {
        readonly [verdict]: Kind;
    }
    const verdict: unique symbol;

    type Pass = Verdict<'pass'>;
    type Accept = Verdict<'accept'>;
    type Defer = Verdict<'defer'>;
    type Reject = Verdict<'reject'>;
    type Permit = Verdict<'permit'>;
    type Deny = Verdict<'deny'>;
    type Discard = Verdict<'discard'>;
    type Hold = Verdict<'hold'>;
    type Via = Verdict<'via'>;
    type Redirect = Verdict<'redirect'>;
    type Unroutable = Verdict<'unroutable'>;
    type Limits = Verdict<'limits'>;
    type Wait = Verdict<'wait'>;
    type GiveUp = Verdict<'giveUp'>;

    /** An enhanced status code of a temporary failure (RFC 3463), as '4.7.1'. */
    type TemporaryCode = `4.${number}.${number}`;
    /** An enhanced status code of a permanent failure (RFC 3463), as '5.1.1'. */
    type PermanentCode = `5.${number}.${number}`;

    /** No opinion: the next policy is asked. Returning nothing says the same. */
    function pass(): Pass;
    /** Yes, and no later policy is asked at this stage. Never opens the relay. */
    function accept(): Accept;
    /** Try again later. The text is for people, up to 400 characters. */
    function defer(code: TemporaryCode, text: string): Defer;
    /** No. The text is for people, up to 400 characters. */
    function reject(code: PermanentCode, text: string): Reject;
    /** From onRelay: this client may send there. */
    function permit(): Permit;
    /** From onRelay: it may not, and no later policy is asked. */
    function deny(code: PermanentCode, text: string): Deny;
    /** 250 for the client, and nobody gets it. */
    function discard(reason: string): Discard;
    /** Taken, and kept in the queue until an operator releases it. */
    function hold(reason: string): Hold;

    interface Hop {
        host: string;
        /** 25 where it isn't given. */
        port?: number;
        /** Lower is tried first; hops that share one are equally good. Else the place in the list. */
        preference?: number;
    }
    /** From route: hand it to a transport of postern.yaml, towards 'host:port' or hops. */
    function via(transport: string, hops?: string | Hop | readonly (string | Hop)[]): Via;
    /**
     * From route: these get it instead, each routed anew. With a sender, '' for none, their copies
     * are from that: bounces go there, and whoever sent the message hears no more of it.
     */
    function redirect(
        addresses: string | readonly string[],
        options?: { sender?: string },
    ): Redirect;
    /** From route: there is no way to this recipient; the sender is told. */
    function unroutable(code: PermanentCode, text: string): Unroutable;

    interface ShapingLimits {
        /** At once. */
        connections?: number;
        /** New ones: '60/m'; the units are s, m, h, d. */
        connectionRate?: string;
        messageRate?: string;
        messagesPerConnection?: number;
        /** A pool or a source of egress. */
        pool?: string;
        tls?: 'none' | 'opportunistic' | 'encrypt' | 'verify' | 'mta-sts' | 'dane';
    }
    /** From shape: what is given holds; what is left out is asked of others. */
    function limits(limits: ShapingLimits): Limits;

    /** From retry: try again so long from now. */
    function wait(time: Time): Wait;
    /** From retry: the recipients failed, and the sender is told. */
    function giveUp(): GiveUp;

    const ip: {
        /** Networks ('192.0.2.0/24', '2001:db8::/32') and addresses. Make it once, outside hooks. */
        set(...networks: (string | readonly string[])[]): IpSet;
    };
    interface IpSet {
        has(address: string): boolean;
    }

    /**
     * The DNS. Nothing found is an empty array; not knowing (a time-out, say) throws, and the
     * message gets a temporary failure. Waiting doesn't count as running.
     */
    const dns: {
        /** By preference. A null MX (RFC 7505) has an empty host. */
        mx(domain: string): readonly { readonly preference: number; readonly host: string }[];
        /** IPv6 first. */
        addresses(host: string): readonly string[];
        /** IPv4 alone. */
        a(host: string): readonly string[];
        txt(name: string): readonly string[];
        /** The names of an address. They prove nothing until one of them leads back to it. */
        ptr(address: string): readonly string[];
        /**
         * What a list of addresses says (RFC 5782): '127.0.0.2', say; nothing where it isn't
         * listed. An answer that means "I don't answer you", as 127.255.255.254, throws.
         */
        dnsbl(address: string, zone: string): readonly string[];
    };

    /**
     * Servers on the web, those alone that `scripts: http-origins:` lists. Waits for the answer,
     * and throws where there is none: the message then gets a temporary failure. Any status is an
     * answer, also 404 and 500. Redirects aren't followed. Waiting doesn't count as running.
     */
    const http: {
        get(url: string, options?: HttpOptions): HttpResponse;
        post(url: string, body: string, options?: HttpOptions): HttpResponse;
    };
    interface HttpOptions {
        headers?: { readonly [name: string]: string };
        /** From 1s to 5s; 2s without. */
        timeout?: Time;
        /** The longest body in octets, up to 1 MiB; 64 KiB without. A longer one throws. */
        limit?: number;
    }
    interface HttpResponse {
        readonly status: number;
        /** Taken for UTF-8. */
        readonly body: string;
        /** The first field of that name, '' without. */
        header(name: string): string;
    }

    /** Seconds, or '90s', '10m', '2h', '1d'; from a second to 30 days. */
    type Time = number | string;

    /** Numbers for an operator, which GET /metrics shows; scripts can't read them. */
    const metrics: {
        /**
         * Counts one, or as many as `by` says, under a name of letters in lower case, digits and
         * '_'. GET /metrics has it as postern_policy_NAME_total. Of names and of the values of a
         * label there must be few: what is too much counts as 'other'.
         */
        count(name: string, labels?: Readonly<Record<string, string>>, by?: number): void;
        /** So it is now: postern_policy_NAME. */
        gauge(name: string, value: number, labels?: Readonly<Record<string, string>>): void;
    };

    /**
     * Numbers shared by all scripts, their sandboxes and sessions; kept when scripts change, gone
     * when the server stops. A counter has a name (what is counted, up to 64 characters), a key
     * (of whom) and a window; the same name and key with another window are another counter. What
     * happened longer ago than the window isn't counted; the window moves by twelfths, so that a
     * count may be high by what happened in one twelfth, and is never low. Counters whose window
     * has passed are forgotten; of more than 100,000 those that were used longest ago are too.
     */
    const counters: {
        /** Counts one, or as many as `by` says; how many there are in the window then. */
        add(name: string, key: string, options: { window: Time; by?: number }): number;
        /** How many there are in the window. */
        get(name: string, key: string, options: { window: Time }): number;
        /**
         * Whether a rate ('100/h', '20/10m') allows one more, or as many as `by` says. Counts what
         * it allows, and nothing else.
         */
        limit(name: string, key: string, options: { rate: string; by?: number }): RateRuling;
        /** Forgets a counter; whether there was one. */
        reset(name: string, key: string, options: { window: Time }): boolean;
    };
    interface RateRuling {
        readonly allowed: boolean;
        /** In the window, with this one where it is allowed. */
        readonly count: number;
        /** Seconds until it would be allowed, 0 where it is. */
        readonly retryAfter: number;
    }

    /** A string stands for its UTF-8. */
    type Octets = string | Uint8Array | readonly number[];
    /** Without one it is hex. base64url has no padding. */
    type Encoding = 'hex' | 'base64' | 'base64url';

    const crypto: {
        sha256(data: Octets, encoding?: Encoding): string;
        sha512(data: Octets, encoding?: Encoding): string;
        /** For what others demand; broken for anything new, as is md5. */
        sha1(data: Octets, encoding?: Encoding): string;
        md5(data: Octets, encoding?: Encoding): string;
        /** RFC 2104. The key must not be empty. */
        hmac(
            algorithm: 'sha256' | 'sha512' | 'sha1' | 'md5',
            key: Octets,
            data: Octets,
            encoding?: Encoding,
        ): string;
        /** So many octets (up to 1024) that nobody can guess. */
        random(length: number, encoding?: Encoding): string;
        uuid(): string;
        /** Whether two secrets are the same, in a time that doesn't say where they differ. */
        equal(one: Octets, other: Octets): boolean;
    };

    const time: {
        /** Milliseconds since 1970, as Date.now(). */
        now(): number;
        /** '2026-11-24T22:30:00Z', of now or of milliseconds since 1970. */
        iso(millis?: number): string;
        /** '10m' in seconds: 600. */
        seconds(time: Time): number;
        /** What clocks and calendars show in a zone ('Europe/Berlin'), now or then. */
        local(zone: string, millis?: number): LocalTime;
    };
    interface LocalTime {
        readonly year: number;
        /** 1 to 12. */
        readonly month: number;
        readonly day: number;
        readonly hour: number;
        readonly minute: number;
        /** 1 for Monday to 7 for Sunday. */
        readonly weekday: number;
    }

    const address: {
        /**
         * 'user+tag@example.org', also in angle brackets; null for what isn't a mailbox. The tag
         * begins at the delimiter, '+' without one.
         */
        parse(text: string, delimiter?: string): Address | null;
        /** As the DNS has a domain: 'xn--bcher-kva.example'. */
        ascii(domain: string): string;
        /** As people read it: 'bücher.example'. */
        unicode(domain: string): string;
    };
    interface Address {
        /** Without quotes, as written, tag and all. */
        readonly localPart: string;
        /** In lower case. */
        readonly domain: string;
        /** With quotes where it needs them. */
        readonly address: string;
        /** The local-part up to the delimiter, all of it where there is none. */
        readonly user: string;
        /** What comes after the delimiter, '' without. */
        readonly tag: string;
    }

    /**
     * Values that hooks of one session, or of one message, leave each other. Make them once,
     * outside hooks. Gone with the session or the transaction; up to 8192 characters for each.
     */
    const note: {
        session<T extends Noted>(name: string, otherwise: T): SessionNote<Widened<T>>;
        message<T extends Noted>(name: string, otherwise: T): MessageNote<Widened<T>>;
    };
    type Noted = string | number | boolean;
    type Widened<T extends Noted> = T extends string
        ? string
        : T extends number
          ? number
          : boolean;
    interface SessionNote<T extends Noted> {
        /** What was set in this session, else what the note was made with. */
        get(client: Client): T;
        set(client: Client, value: T): void;
    }
    interface MessageNote<T extends Noted> {
        get(transaction: Transaction): T;
        set(transaction: Transaction, value: T): void;
    }

    /**
     * A table of `lookups:` in postern.yaml, by its name; make it once, outside the hooks. An error
     * where there is none of that name. A question waits for the answer, and throws where nobody can
     * tell, which ends in a temporary failure.
     */
    function lookup(name: string): LookupTable;
    interface LookupTable {
        /** What is kept under the key, the first where there is more; null where there is nothing. */
        get(key: string): string | null;
        /** All that is kept under the key, in order. */
        all(key: string): readonly string[];
    }

    /**
     * The `options` of this script's entry in postern.yaml: strings, numbers, true and false, null,
     * lists and maps, all frozen. Empty where it has none.
     */
    const options: Readonly<Record<string, any>>;

    /** One line each, ten a second for a script; the rest is counted. console.log is log.info. */
    const log: {
        info(...values: unknown[]): void;
        warn(...values: unknown[]): void;
    };

    /** Who is at the other end. Values are valid during the call they are handed to. */
    interface Client {
        readonly address: string;
        readonly port: number;
        /** The name of the listener it came to. */
        readonly listener: string;
        /** What EHLO said, '' before. Proves nothing. */
        readonly helo: string;
        /** The login it proved, '' without. */
        readonly account: string;
        /** Names the session in the log. */
        readonly session: string;
    }

    interface Transaction {
        readonly client: Client;
        /** What MAIL FROM said; '' for the null reverse-path of a bounce. */
        readonly sender: string;
        /** Those taken so far. */
        readonly recipients: readonly Recipient[];
    }

    interface Recipient {
        /** Without quotes, as written. */
        readonly localPart: string;
        /** In lower case. */
        readonly domain: string;
        readonly address: string;
    }

    interface Parts extends ReadonlyArray<Part> {
        /**
         * Whether there may be more: over 1,000 parts, 30 within each other, 2 s of reading, header
         * sections of over 512 Ki characters, a field of over 64 KiB, or too broken to go on.
         */
        readonly truncated: boolean;
    }
    /** One part, its transfer encoding undone. */
    interface Part {
        /** In lower case, as 'text/plain'. */
        readonly type: string;
        readonly charset: string;
        /** The transfer encoding, as 'base64'. */
        readonly encoding: string;
        /** 'attachment', 'inline', or ''. */
        readonly disposition: string;
        /** Decoded, without control characters; '' where there is none. */
        readonly filename: string;
        readonly headers: {
            /** The topmost value; '' where there is none. */
            get(name: string): string;
            all(name: string): readonly string[];
        };
        /** Octets. */
        readonly size: number;
        /**
         * Its beginning in its charset, as many octets as are asked for; up to 64 KiB, and 1 MiB of
         * all parts of a message.
         */
        text(octets?: number): string;
        /** Of all its octets, in hexadecimal. */
        sha256(): string;
    }
    interface Message {
        /** Octets. */
        readonly size: number;
        readonly headers: Headers;
        /**
         * The body from its start, 64 KiB or as many octets as are asked for (up to 1 MiB), taken
         * for UTF-8. As it came: MIME parts with their boundaries, base64 as base64.
         */
        body(octets?: number): string;
        /**
         * The leaves of its MIME parts, those of attached messages too, in order; a message without
         * MIME is one. As it came, whatever was done to the headers.
         */
        parts(): Parts;

        // What a script changes is made if it ends with pass: all of it, or nothing. Later policies
        // see the message as it is then. Text of up to 64 Ki characters in one call.

        /** Bounces go there instead, and the next host is told so; '' is the null reverse-path. */
        setSender(address: string): void;
        /**
         * One more gets it, routed as all are, whether the client may send there or not. No header
         * names it. With `notify: false`, as for an archive, the sender never hears what comes of
         * it; without, of its failure as of any other.
         */
        addRecipient(address: string, options?: { notify?: boolean }): void;
        /**
         * Text directly before and behind the body, '' for none, whose octets stay as they are:
         * boundaries of a multipart, say. Lines end as they like; up to 998 octets each.
         */
        wrap(before: string, after: string): void;
    }

    /**
     * The header section. Letter case of names says nothing. What a script does to it is made if
     * the script ends with pass: all of it, or nothing.
     */
    interface Headers {
        /** The topmost field's value, '' where there is none. */
        get(name: string): string;
        /** The values from the top. */
        all(name: string): readonly string[];
        /** A field on top. */
        add(name: string, value: string): void;
        /** Every field of that name. */
        remove(name: string): void;
        /** Takes every field of that name away and puts one on top. */
        replace(name: string, value: string): void;
    }

    interface RoutingContext {
        /** Where a bounce would go, of this copy where a redirect named a sender; '' for nowhere. */
        readonly sender: string;
        /** How often a redirect has led here. */
        readonly redirects: number;
        /** Our name. */
        readonly hostname: string;
    }

    interface Destination {
        /** Of the recipients, in lower case. */
        readonly domain: string;
        readonly transport: string;
        /** The hosts it is routed to, best first; none for a transport that delivers here. */
        readonly hosts: readonly string[];
        /** What `postern queue explain` calls them. */
        readonly site: string;
        /** The source of egress the limits are for; '' while pool and tls are asked for. */
        readonly source: string;
    }

    /** Recipients of one message in one domain that met the same in one attempt. */
    interface Deferral {
        /** The message's queue id. */
        readonly id: string;
        /** Where a bounce would go; '' for nowhere. */
        readonly sender: string;
        /** Of the recipients, in lower case. */
        readonly domain: string;
        /** Who tried; '' where routing put it off. */
        readonly transport: string;
        /** Who answered; '' where nobody was asked. */
        readonly host: string;
        readonly cause:
            | 'connect'
            | 'dns'
            | 'tls'
            | 'greylisted'
            | 'rate-limited'
            | 'mailbox-full'
            | 'server'
            | 'local'
            | 'other';
        readonly code: TemporaryCode;
        readonly text: string;
        /** The host's reply, codes and all; '' without. */
        readonly reply: string;
        readonly blame: 'recipient' | 'message' | 'destination';
        /** How many there were, at least 1. */
        readonly attempts: number;
        /** Seconds since the message was taken. */
        readonly age: number;
        /** Whether an attempt may have delivered it all the same, so that it may arrive twice. */
        readonly doubtful: boolean;
    }

    /** What came of one recipient of a message in one attempt. */
    interface Outcome {
        /** The message's queue id. */
        readonly id: string;
        readonly recipient: Recipient;
        readonly kind: 'delivered' | 'deferred' | 'failed' | 'discarded';
        /** Who tried; '' where routing ended it. */
        readonly transport: string;
        /** As '2.0.0'; '' where it was discarded. */
        readonly code: string;
        /** Of the status, or why it was discarded. */
        readonly text: string;
        /** Who answered; '' where nobody was asked. */
        readonly host: string;
        /** The host's reply, codes and all; '' without. */
        readonly reply: string;
        /** Seconds since the message was taken. */
        readonly delay: number;
    }

    // What a script may export. Each may be async: what it promises is its answer.

    /** What a hook may return: one of these, or a promise of it. */
    type Answer<T> = T | Promise<T>;
    type Dialogue = Answer<Pass | Accept | Defer | Reject | void>;
    /** When a client has connected, before the greeting. */
    type onConnect = (client: Client) => Dialogue;
    /** After EHLO or HELO. */
    type onHelo = (client: Client) => Dialogue;
    /**
     * After a login was verified; `client.account` says whose. A rejection is a 535 and doesn't
     * count as a failed login. Never asked about a login that was refused.
     */
    type onAuth = (client: Client) => Dialogue;
    /** After MAIL FROM. */
    type onSender = (transaction: Transaction) => Dialogue;
    /** For each RCPT TO outside our domains. Without a permit the answer is no. */
    type onRelay = (
        transaction: Transaction,
        recipient: Recipient,
    ) => Answer<Pass | Permit | Deny | void>;
    /** For each RCPT TO that the relay rules let through. */
    type onRecipient = (transaction: Transaction, recipient: Recipient) => Dialogue;
    /**
     * After the header section of a message, before its body: after a reject, a defer or a discard
     * that is thrown away as it comes.
     */
    type onHeaders = (
        transaction: Transaction,
        headers: Headers,
    ) => Answer<Pass | Accept | Defer | Reject | Discard | Hold | void>;
    /** After the message, before we answer for it. */
    type onMessage = (
        transaction: Transaction,
        message: Message,
    ) => Answer<Pass | Accept | Defer | Reject | Discard | Hold | void>;
    /** For each recipient of a message that was taken, again after a redirect and at a retry. */
    type route = (
        recipient: Recipient,
        context: RoutingContext,
    ) => Answer<Pass | Via | Redirect | Unroutable | Defer | Discard | void>;
    /** For each domain and the site it is routed to, at most once a minute; again for each source. */
    type shape = (destination: Destination) => Answer<Pass | Limits | void>;
    /**
     * When deferred mail is tried again. Who always says wait keeps mail for ever: the lifetime
     * of `retry:` counts only where it is asked.
     */
    type retry = (deferral: Deferral) => Answer<Pass | Wait | GiveUp | void>;
    /**
     * When an attempt has ended, for each recipient; changes nothing. A script that is too slow
     * isn't told of all: up to 1,000 wait for it.
     */
    type onOutcome = (outcome: Outcome) => Answer<void>;
    /** When a session has ended, however it ended. */
    type onDisconnect = (client: Client) => Answer<void>;
}

// What a test of a script may use: `postern script test` runs NAME.test.js beside NAME.js.

declare module 'postern/test' {
    /** A test: it passes if the function returns. Not async; `name` is what the report says. */
    function test(name: string, body: () => void): void;

    /** Each throws where it doesn't hold, and says what differed; `message` comes before that. */
    const assert: {
        /** Values, arrays and objects alike in all their members. */
        equal(actual: unknown, expected: unknown, message?: string): void;
        ok(value: unknown, message?: string): void;
        match(text: string, pattern: RegExp, message?: string): void;
        /** That it throws, and that the message matches. */
        throws(body: () => unknown, pattern?: RegExp, message?: string): void;
    };

    /** What a hook said, as a plain value: only the members that go with its verdict. */
    interface Answer {
        readonly verdict:
            | 'pass'
            | 'accept'
            | 'defer'
            | 'reject'
            | 'permit'
            | 'deny'
            | 'discard'
            | 'hold'
            | 'via'
            | 'redirect'
            | 'unroutable'
            | 'limits'
            | 'wait'
            | 'giveUp';
        /** Of defer, reject, deny and unroutable, as '5.7.1'. */
        readonly code?: string;
        readonly text?: string;
        /** Of discard and hold. */
        readonly reason?: string;
        /** What was changed of the message, in order; lines of texts end with \n. */
        readonly edits?: readonly Edit[];
        /** Of via. */
        readonly transport?: string;
        readonly hops?: readonly { host: string; port: number; preference: number }[];
        /** Of redirect; the sender where it names one. */
        readonly addresses?: readonly string[];
        readonly sender?: string;
        /** Of wait. */
        readonly seconds?: number;
        /** Of limits, the rest as shape gave it. */
        readonly connections?: number;
        readonly connectionRate?: string;
        readonly messageRate?: string;
        readonly messagesPerConnection?: number;
        readonly pool?: string;
        readonly tls?: string;
    }

    /** One change; only the members of its kind. */
    interface Edit {
        /** A field's name. */
        readonly add?: string;
        readonly value?: string;
        readonly remove?: string;
        readonly sender?: string;
        readonly recipient?: string;
        readonly notify?: boolean;
        /** Of wrap. */
        readonly before?: string;
        readonly after?: string;
    }

    interface SessionOptions {
        /** '192.0.2.1' where it isn't given. */
        address?: string;
        port?: number;
        listener?: string;
        /** What EHLO will say. */
        helo?: string;
        account?: string;
        session?: string;
        /** Ours, in lower case: onRelay isn't asked about recipients in them. */
        domains?: readonly string[];
    }

    /**
     * A client. Each step asks the hooks that the server would ask; the steps before it that a
     * test leaves out are taken first, and must not be refused. A hook that fails throws here what
     * the log of a server would say; its client would get 451 4.3.0.
     */
    interface Session {
        /** onConnect. */
        connect(): Answer;
        /** onHelo. */
        helo(name?: string): Answer;
        /** onAuth, as after a login that was verified; who isn't refused has the account then. */
        auth(account: string): Answer;
        /** onSender; '' is the null reverse-path. Begins a transaction. */
        mail(sender: string): Answer;
        /**
         * onRelay where the domain isn't ours, and if that doesn't refuse, onRecipient. Where
         * onRelay passes, it goes on as if another policy had given the permit.
         */
        rcpt(address: string): Answer;
        /**
         * onHeaders and, where that lets it through, onMessage; with a header section, an empty
         * line and a body. What both changed are the edits. Ends the transaction.
         */
        message(text: string): Answer;
        /** onDisconnect. */
        close(): void;
    }

    function session(options?: SessionOptions): Session;

    /**
     * Loads the script anew with these as its options, and throws where that fails; without any
     * before each test. A session that was begun before is over.
     */
    function options(values: Record<string, unknown>): void;

    /** Asks route. */
    function route(
        address: string,
        context?: { sender?: string; redirects?: number; hostname?: string },
    ): Answer;

    /** Tells onOutcome; the recipient is an address. */
    function outcome(
        outcome: Partial<Omit<import('postern').Outcome, 'recipient'> & { recipient: string }>,
    ): void;

    /** Asks shape. */
    function shape(destination: Partial<import('postern').Destination>): Answer;

    /** Asks retry. */
    function retry(deferral: Partial<import('postern').Deferral>): Answer;

    /** The DNS that the script asks. What isn't set isn't there; each test begins with nothing. */
    const dns: {
        /** Hosts, best first, or records with a preference. */
        set(
            type: 'mx',
            name: string,
            records: readonly (string | { preference: number; host: string })[],
        ): void;
        set(type: 'addresses' | 'txt' | 'ptr', name: string, records: readonly string[]): void;
        /** The DNS can't tell, as after a time-out. */
        fail(type: 'mx' | 'addresses' | 'txt' | 'ptr', name: string, reason?: string): void;
    };

    /** The lookups that the script asks. Each is there, and each test begins with empty ones. */
    const lookup: {
        /** All that is in it: a value for each key, or several. */
        set(name: string, keys: Readonly<Record<string, string | readonly string[]>>): void;
        /** It can't tell. */
        fail(name: string, reason?: string): void;
    };

    /** What the script has counted and measured; each test begins with nothing. */
    const metrics: {
        /** The number under a name with just these labels, 0 where there is none. */
        get(name: string, labels?: Readonly<Record<string, string>>): number;
    };

    /** What `time` and `counters` of the script go by. Stands still; right when a test begins. */
    const clock: {
        /** As '2026-01-31T12:00:00Z'. */
        set(time: string): void;
        /** Lets time pass: seconds, or '90s', '10m', '2h', '1d'. */
        pass(time: number | string): void;
    };
}
